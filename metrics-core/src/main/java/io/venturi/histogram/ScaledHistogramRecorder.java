package io.venturi.histogram;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Takes numbers with fractions that are not negative, such as ratios or amounts, from any number of threads. As {@link
 * HistogramRecorder}, with cells in a unit below 1: from 16 units on (128 with two digits) quantiles are as exact as there,
 * below that they are within a unit, and values beyond {@link Long#MAX_VALUE} units share the last cell. The sum is that of the
 * doubles.
 *
 * <p>Thread-safe; costs what {@link HistogramRecorder} does.
 */
public final class ScaledHistogramRecorder extends DistributionRecorder {

    private static final int UNIT_EXPONENT = -20;
    /** Below, a unit's inverse were no double. */
    private static final int MIN_UNIT_EXPONENT = -1000;

    /** A value of this exponent, in units, is in range. */
    private static final int RANGE_EXPONENT = 60;

    private ScaledHistogramRecorder(SlotLayout layout) {
        super(layout);
    }

    /** A recorder with one significant digit and a unit of about a millionth. */
    public static ScaledHistogramRecorder create() {
        return supplier(1).get();
    }

    /**
     * Makes recorders of one kind, which share the memory that describes it. Their unit is 2^-20, about a millionth, or what the
     * smallest bound above 0 needs for quantiles to be as exact there (16 units with one digit); greater, if the greatest bound is out of range
     * otherwise and the smallest leaves room.
     *
     * @param significantDigits 0 to 5, as HdrHistogram means it: values that differ in these decimal digits are told apart. From 4 on, what recorders
     *     share takes megabytes, and so does a snapshot
     * @param bounds where the number of values at or below is to be exact; not negative, in any order
     */
    public static Supplier<ScaledHistogramRecorder> supplier(int significantDigits, double... bounds) {
        CellLayout cells = CellLayout.ofDigits(significantDigits);
        SlotLayout layout = SlotLayout.ofDoubles(cells, unit(cells, bounds), bounds);
        return () -> new ScaledHistogramRecorder(layout);
    }

    private static double unit(CellLayout cells, double... bounds) {
        double smallest = Arrays.stream(bounds).filter(bound -> bound > 0).min().orElse(1);
        double greatest = Arrays.stream(bounds).filter(Double::isFinite).max().orElse(1);
        int forSmallest = Math.getExponent(smallest) - cells.magnitude();
        int forGreatest = Math.getExponent(greatest) - RANGE_EXPONENT;
        int exponent = Math.min(UNIT_EXPONENT, forSmallest);
        // Where both cannot be had, the small ones: counts at bounds that are out of range are exact all the same.
        exponent = Math.max(exponent, Math.min(forGreatest, forSmallest));
        double unit = Math.scalb(1.0, Math.max(exponent, MIN_UNIT_EXPONENT));
        return unit == CellCounts.WHOLE ? unit / 2 : unit;
    }

    /** Records a value; one that is negative or no finite number is dropped and counted as {@link #rejected}. */
    public void record(double value) {
        record(value, 1);
    }

    /** Records a value as if {@code times} times. */
    public void record(double value, long times) {
        if (!(value >= 0 && value <= Double.MAX_VALUE && times >= 0)) {
            reject(times);
            return;
        }
        if (times == 0) {
            return;
        }
        long key = Double.doubleToRawLongBits(value + 0.0); // of two zeroes, the positive one
        int slot = layout.slot((long) (value * layout.unitsPerOne()), key);
        Stripe stripe = stripe();
        while (!stripe.tryAdd(slot, layout, times)) {
            stripe = stripeAfterCollision();
        }
        double amount = value * times;
        while (!stripe.tryAddToSum(amount)) {
            stripe = stripeAfterCollision();
        }
        stripe.raiseMax(key);
    }
}
