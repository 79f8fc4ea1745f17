/** Tests of the typed meters, against the registries that hosts use. */
@NullMarked
package io.venturi;

import org.jspecify.annotations.NullMarked;
