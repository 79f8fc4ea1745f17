package io.venturi.examples.tablecount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The job in a process of its own, as a scheduler runs it.
 *
 * @param exit the code that it ended with
 * @param said all that it wrote
 * @param commandLine what others could see of it
 */
record JobProcess(int exit, String said, String commandLine) {

    /** Settings for a database and a gateway. */
    static Map<String, String> settings(int databasePort, String gateway) {
        Map<String, String> settings = new HashMap<>();
        settings.put("PGHOST", "127.0.0.1");
        settings.put("PGPORT", Integer.toString(databasePort));
        settings.put("PGDATABASE", CountedDatabase.NAME);
        settings.put("PGUSER", CountedDatabase.ROLE);
        settings.put("PGPASSWORD", CountedDatabase.PASSWORD);
        settings.put("PUSHGATEWAY_URL", gateway);
        settings.put("TABLE_COUNT_NAMESPACE", "shop");
        return settings;
    }

    static JobProcess run(Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                TableCountJob.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("PUSHGATEWAY"));
        builder.environment().putAll(settings);
        Process process = builder.start();
        String commandLine = commandLine(process.toHandle());
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new JobProcess(process.waitFor(), said, commandLine);
    }
    /** All of it: where Linux has it, {@link ProcessHandle} gives only what fits into a page. */
    private static String commandLine(ProcessHandle process) throws IOException {
        Path all = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        return Files.exists(all)
                ? Files.readString(all).replace('\0', ' ')
                : process.info().commandLine().orElse("");
    }
}
