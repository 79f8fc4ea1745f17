package io.venturi.jdbc.store.export;

import java.time.Instant;

/**
 * What an export did.
 *
 * @param doneUntil up to here, all is exported; later samples wait for the next export
 * @param rows stored samples and distributions that were read
 * @param samples that were given on; a distribution is several
 * @param notANumber samples that were not given on since they are NaN, which VictoriaMetrics does not keep
 * @param sameMillisecond samples that were not given on since a later one of the same series has the same millisecond
 * @param damaged distributions that cannot be read, and are in no running sum
 * @param late stored samples and distributions of windows that were finished before they came: those of the last days, as of now;
 *     they are not exported
 */
public record ExportReport(
        Instant doneUntil, long rows, long samples, long notANumber, long sameMillisecond, long damaged, long late) {}
