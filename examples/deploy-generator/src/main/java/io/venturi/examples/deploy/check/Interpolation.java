package io.venturi.examples.deploy.check;

import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;

/** Puts values in the places of a dashboard's variables, as Grafana does: everything is chosen. */
final class Interpolation {

    private Interpolation() {}

    static String of(String query, Settings settings) {
        return query.replace("${namespace}", settings.namespace())
                .replace("$__rate_interval", settings.text(Setting.LONG_WINDOW))
                .replace("$__range", settings.text(Setting.VANISHED_WINDOW))
                .replaceAll("\\$[a-z_]+", ".*");
    }
}
