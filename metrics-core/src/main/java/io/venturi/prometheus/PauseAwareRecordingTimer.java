package io.venturi.prometheus;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.venturi.distribution.PauseAwareTimer;

/** A timer that is exposed and makes up for pauses. */
final class PauseAwareRecordingTimer extends PauseAwareTimer implements Distributed {

    private final RecordingTimer timer;

    PauseAwareRecordingTimer(RecordingTimer timer, Clock clock, PauseDetector pauses) {
        super(timer, clock, pauses);
        this.timer = timer;
    }

    @Override
    public Distribution distribution() {
        return timer.distribution();
    }
}
