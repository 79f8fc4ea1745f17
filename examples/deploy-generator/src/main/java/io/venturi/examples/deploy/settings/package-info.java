/** What can be chosen when the files are generated. Start at {@link io.venturi.examples.deploy.settings.Settings}. */
@NullMarked
package io.venturi.examples.deploy.settings;

import org.jspecify.annotations.NullMarked;
