package io.venturi.examples.deploy.dashboards;

import io.venturi.examples.deploy.promql.Vector;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a panel asks Prometheus.
 *
 * @param expression the question
 * @param legend how answers are called, with labels in double braces
 */
public record Query(Vector expression, String legend) {

    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    /** Refuses a legend with labels that the answers do not have. */
    public Query {
        Matcher label = LABEL.matcher(legend);
        while (label.find()) {
            if (!expression.labels().contains(label.group(1))) {
                throw new IllegalArgumentException(
                        "The legend " + legend + " names a label that " + expression.text() + " does not have");
            }
        }
    }
}
