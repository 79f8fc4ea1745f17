package io.venturi.examples.deploy.dashboards;

import io.venturi.examples.deploy.document.Document;
import java.util.List;
import java.util.Map;

/** Ways from one dashboard to another, with what is chosen and the time. */
final class Links {

    /** What all our dashboards are tagged with. */
    static final String TAG = "venturi";

    private Links() {}

    /** A menu with all of our dashboards. */
    static Map<String, Object> menu() {
        return link("Venturi", "dashboards")
                .with("asDropdown", true)
                .with("tags", List.of(TAG))
                .entries();
    }

    static Map<String, Object> to(String uid) {
        return link("Details", "link").with("url", "/d/" + uid).entries();
    }

    private static Document link(String title, String type) {
        return new Document()
                .with("title", title)
                .with("type", type)
                .with("icon", "external link")
                .with("tooltip", "")
                .with("asDropdown", false)
                .with("includeVars", true)
                .with("keepTime", true)
                .with("tags", List.of())
                .with("targetBlank", false);
    }
}
