/** Races inside recorders, tried by jcstress. Here, since what they try is not public. */
package io.venturi.histogram;
