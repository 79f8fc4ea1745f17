@NullMarked
package io.venturi.examples.deploy.check;

import org.jspecify.annotations.NullMarked;
