@NullMarked
package io.venturi.examples.deploy.settings;

import org.jspecify.annotations.NullMarked;
