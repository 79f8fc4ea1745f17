package io.venturi.examples.deploy.promql;

/** How tightly PromQL's operators bind, loosest first. */
enum Precedence {
    OR,
    AND,
    COMPARISON,
    SUM,
    PRODUCT,
    ATOM
}
