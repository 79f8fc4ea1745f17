package io.venturi.benchmarks;

import io.venturi.http.RouteTemplates;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The template of a request's path. Each benchmark goes round a few paths, so that it does not measure a branch predictor
 * that has learnt one by heart. The paths know their hashes, which both sides look literals up with; those that a server
 * has just read do not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoutesBenchmark {

    private static final List<String> API = Stream.of("orders", "customers", "products", "invoices", "tables")
            .flatMap(name -> Stream.of(
                    "/api/" + name,
                    "/api/" + name + "/search",
                    "/api/" + name + "/{id}",
                    "/api/" + name + "/{id}/history",
                    "/api/" + name + "/{id}/lines/{line}/notes"))
            .toList();

    private static final List<String> THOUSAND = IntStream.range(0, 500)
            .boxed()
            .flatMap(i -> Stream.of("/api/resource" + i, "/api/resource" + i + "/{id}"))
            .toList();

    private static final int PATHS = 8;

    private final RouteTemplates routes = RouteTemplates.of(API);
    private final RouteTemplates thousandRoutes = RouteTemplates.of(THOUSAND);
    private final SpringRoutes spring = new SpringRoutes(API);
    private final SpringRoutes thousandSpring = new SpringRoutes(THOUSAND);

    private final String[] literal = paths(
            "/api/orders",
            "/api/customers/search",
            "/api/products",
            "/api/invoices/search",
            "/api/tables",
            "/api/orders/search",
            "/api/customers",
            "/api/tables/search");
    private final String[] sixSegments = paths(
            "/api/orders/17/lines/3/notes",
            "/api/customers/4711/lines/12/notes",
            "/api/products/a-100/lines/1/notes",
            "/api/invoices/2026-0815/lines/44/notes",
            "/api/tables/public.users/lines/9/notes",
            "/api/orders/1000001/lines/20/notes",
            "/api/customers/8/lines/0/notes",
            "/api/products/b-7/lines/333/notes");
    private final String[] misses = paths(
            "/wp-login.php",
            "/api/v2/orders",
            "/api/orders/17/lines",
            "/.env",
            "/api/customers/1/lines/2/notes/3",
            "/admin/index.html",
            "/api",
            "/favicon.ico");
    private final String[] amongThousand = IntStream.range(0, PATHS)
            .mapToObj(i -> "/api/resource" + 60 * i + "/" + 17 * i)
            .toArray(String[]::new);

    /** Which path is next: each thread goes round on its own. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;

        String of(String[] paths) {
            return paths[next++ & (PATHS - 1)];
        }
    }

    private static String[] paths(String... paths) {
        if (paths.length != PATHS) {
            throw new IllegalArgumentException("not " + PATHS + " paths, but " + paths.length);
        }
        return paths;
    }

    /** A path without variables. */
    @Benchmark
    public String venturiStatic(Cursor cursor) {
        return routes.template(routes.match(cursor.of(literal)));
    }

    /** As above, with Spring. */
    @Benchmark
    public @Nullable String springStatic(Cursor cursor) {
        return spring.template(cursor.of(literal));
    }

    /** Six segments, two of them variable. */
    @Benchmark
    public String venturiSixSegments(Cursor cursor) {
        return routes.template(routes.match(cursor.of(sixSegments)));
    }

    /** As above, with Spring. */
    @Benchmark
    public @Nullable String springSixSegments(Cursor cursor) {
        return spring.template(cursor.of(sixSegments));
    }

    /** Paths that nothing matches. */
    @Benchmark
    public String venturiMiss(Cursor cursor) {
        return routes.template(routes.match(cursor.of(misses)));
    }

    /** As above, with Spring. */
    @Benchmark
    public @Nullable String springMiss(Cursor cursor) {
        return spring.template(cursor.of(misses));
    }

    /** One route with a variable among a thousand. */
    @Benchmark
    public String venturiThousand(Cursor cursor) {
        return thousandRoutes.template(thousandRoutes.match(cursor.of(amongThousand)));
    }

    /** As above, with Spring. */
    @Benchmark
    public @Nullable String springThousand(Cursor cursor) {
        return thousandSpring.template(cursor.of(amongThousand));
    }
}
