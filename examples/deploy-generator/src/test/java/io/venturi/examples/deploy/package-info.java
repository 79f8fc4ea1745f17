@NullMarked
package io.venturi.examples.deploy;

import org.jspecify.annotations.NullMarked;
