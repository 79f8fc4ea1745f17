package io.venturi.examples.deploy.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the demo prints at its end: the figures of its database, its pipeline and its lake, which it counts without the meters.
 *
 * @param tables figures by table of the source
 */
record Books(Map<String, Figures> tables) {

    private static final Pattern HEADING = Pattern.compile("(?m)^ +changed in PG +received .*\\n((?:.+\\n)+)");
    private static final Pattern LINE = Pattern.compile("(?m)^(public\\.\\w+) +([\\d ]+)$");
    private static final int COLUMNS = 7;

    /** Figures of a table. */
    record Figures(
            long changed, long received, long processed, long skipped, long deadLettered, long inFlight, long inLake) {}

    static Books parse(String output) {
        Matcher table = HEADING.matcher(output);
        if (!table.find()) {
            throw new IllegalArgumentException("The demo printed no figures at its end");
        }
        Map<String, Figures> tables = new LinkedHashMap<>();
        Matcher line = LINE.matcher(table.group(1));
        while (line.find()) {
            List<Long> numbers = new ArrayList<>();
            for (String number : line.group(2).trim().split(" +", -1)) {
                numbers.add(Long.valueOf(number));
            }
            if (numbers.size() != COLUMNS) {
                throw new IllegalArgumentException("Figures are missing from the demo's line " + line.group());
            }
            tables.put(
                    line.group(1),
                    new Figures(
                            numbers.get(0),
                            numbers.get(1),
                            numbers.get(2),
                            numbers.get(3),
                            numbers.get(4),
                            numbers.get(5),
                            numbers.get(6)));
        }
        return new Books(tables);
    }
}
