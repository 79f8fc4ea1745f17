package io.venturi.http.api;

import java.time.Duration;

/**
 * How much one call may ask for, and how much all of them together.
 *
 * @param bodyBytes of a request
 * @param bodyTime for a request's body to arrive
 * @param samples in a request
 * @param storedSeries that a component may have to get another one
 * @param points in an answer
 * @param series in an answer
 * @param range of time that is asked for
 * @param staleness how old a value may be to be the present one
 * @param calls at a time at the database; each uses one connection
 */
record ApiLimits(
        int bodyBytes,
        Duration bodyTime,
        int samples,
        int storedSeries,
        int points,
        int series,
        Duration range,
        Duration staleness,
        int calls) {}
