@NullMarked
package io.venturi.examples.deploy.promql;

import org.jspecify.annotations.NullMarked;
