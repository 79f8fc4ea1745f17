/** What goes into files: documents, and how they are written down. */
@NullMarked
package io.venturi.examples.deploy.document;

import org.jspecify.annotations.NullMarked;
