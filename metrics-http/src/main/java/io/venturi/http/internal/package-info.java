/** What the endpoint and the HTTP API share; not for hosts. */
@NullMarked
package io.venturi.http.internal;

import org.jspecify.annotations.NullMarked;
