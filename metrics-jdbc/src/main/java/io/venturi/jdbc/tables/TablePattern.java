package io.venturi.jdbc.tables;

import java.util.regex.Pattern;

/**
 * Tables by name: {@code schema.table}, where {@code *} stands for any characters.
 *
 * @param text the pattern as it was given
 * @param compiled what matches
 */
record TablePattern(String text, Pattern compiled) {

    /**
     * Reads a pattern.
     *
     * @param option what it was given for
     * @throws IllegalArgumentException if it cannot match any qualified name
     */
    static TablePattern of(String option, String text) {
        int dot = text.indexOf('.');
        if (!text.equals("*") && (dot < 1 || dot == text.length() - 1)) {
            throw new IllegalArgumentException(option + " '" + text
                    + "' names no table: write schema.table, such as public.orders, public.* or *.audit_*");
        }
        StringBuilder regex = new StringBuilder();
        for (String literal : text.split("\\*", -1)) {
            regex.append(regex.length() == 0 ? "" : ".*").append(Pattern.quote(literal));
        }
        return new TablePattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    boolean matches(TableName name) {
        return compiled.matcher(name.qualified()).matches();
    }

    /** Whether it is one table's name. */
    boolean isName() {
        return text.indexOf('*') < 0;
    }

    /** The table that it names; a schema with a dot in its name cannot be told from one without. */
    TableName name() {
        int dot = text.indexOf('.');
        return new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return text;
    }
}
