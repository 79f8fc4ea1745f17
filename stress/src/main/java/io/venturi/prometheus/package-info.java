/** Races among those who register, remove, record and scrape, tried by jcstress. Here, since some of what they try is not public. */
package io.venturi.prometheus;
