package io.venturi.examples.tablecount;

/** How the job ends, for the scheduler that runs it. */
enum ExitCode {
    /** All tables were counted, and their figures pushed. */
    DONE(0),
    /** Some tables, or the run, could not be counted. */
    TABLES_FAILED(1),
    /** A setting is missing or wrong: trying again does not help. */
    BAD_CONFIGURATION(2),
    /** The database cannot be reached, or refuses the login. */
    DATABASE_UNREACHABLE(3),
    /** The Pushgateway cannot be reached, or refuses the figures. */
    GATEWAY_UNREACHABLE(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
