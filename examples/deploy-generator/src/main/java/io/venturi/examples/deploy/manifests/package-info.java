/** Configuration of Prometheus, Alertmanager and Grafana, and manifests for Kubernetes. */
@NullMarked
package io.venturi.examples.deploy.manifests;

import org.jspecify.annotations.NullMarked;
