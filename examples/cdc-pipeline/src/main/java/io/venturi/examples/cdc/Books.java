package io.venturi.examples.cdc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The books of the tables: at every scrape, what was received is what left and what is in flight. */
final class Books {
    private Books() {}

    /** What does not add up in this scrape. */
    static List<String> violations(Scrape scrape) {
        List<String> found = new ArrayList<>();
        for (ShopTable table : ShopTable.values()) {
            Map<String, String> labels = Map.of("table", table.qualifiedName());
            if (scrape.find("cdc_events_received_total", labels).isPresent()) {
                double received = scrape.value("cdc_events_received_total", labels);
                double left = scrape.value("cdc_events_total", labels)
                        + scrape.value("cdc_events_skipped_total", labels)
                        + scrape.value("cdc_events_dead_lettered_total", labels);
                double inFlight = scrape.value("cdc_events_in_flight", labels);
                if (received != left + inFlight || inFlight < 0) {
                    found.add("the books of " + table.qualifiedName() + " did not hold: " + received + " received, "
                            + left + " left, " + inFlight + " in flight");
                }
                if (scrape.value("cdc_lag_seconds", labels) < 0) {
                    found.add("the lag of " + table.qualifiedName() + " was negative");
                }
            }
        }
        return found;
    }
}
