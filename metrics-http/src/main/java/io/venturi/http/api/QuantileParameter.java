package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.venturi.jdbc.store.history.Distribution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which quantiles are asked for, and what distributions say of them. */
final class QuantileParameter {

    private static final String NAME = "quantiles";
    private static final int MOST = 20;
    private static final Pattern QUANTILE = Pattern.compile("0(\\.\\d{1,15})?|1(\\.0{1,15})?");

    private QuantileParameter() {}

    /** From 0 to 1, separated by commas; none where the parameter is not given. */
    static List<Double> of(QueryParameters query) throws Refusal {
        Optional<String> text = query.text(NAME);
        List<Double> quantiles = new ArrayList<>();
        if (text.isEmpty()) {
            return quantiles;
        }
        for (String one : text.get().split(",", MOST + 1)) {
            if (!QUANTILE.matcher(one).matches() || quantiles.size() == MOST) {
                throw Refusal.of(
                        400,
                        NAME,
                        "is '" + Texts.shown(text.get()) + "': give 1 to " + MOST
                                + " numbers from 0 to 1, such as 0.5,0.99");
            }
            double quantile = Double.parseDouble(one);
            if (quantiles.contains(quantile)) {
                throw Refusal.of(
                        400, NAME, "is '" + Texts.shown(text.get()) + "', with " + quantile + " twice: give it once");
            }
            quantiles.add(quantile);
        }
        return quantiles;
    }

    /** Steps without values are left out, but for those of which something is missing. */
    static void write(JsonGenerator json, List<Distribution> steps, List<Double> quantiles) throws IOException {
        json.writeArrayFieldStart("distributions");
        for (Distribution step : steps) {
            if (step.count() > 0 || !step.isComplete()) {
                write(json, step, quantiles);
            }
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Distribution step, List<Double> quantiles) throws IOException {
        json.writeStartObject();
        JsonText.time(json, "from", step.range().from());
        JsonText.time(json, "to", step.range().to());
        json.writeBooleanField("complete", step.isComplete());
        json.writeNumberField("count", step.count());
        JsonText.number(json, "sum", step.sum());
        if (step.count() > 0) {
            JsonText.number(json, "max", step.max());
            json.writeObjectFieldStart(NAME);
            for (double quantile : quantiles) {
                JsonText.number(json, Double.toString(quantile), step.quantile(quantile));
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
