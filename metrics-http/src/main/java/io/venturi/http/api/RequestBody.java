package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The body of a call: JSON in UTF-8, of a bounded size. */
final class RequestBody {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsApi.class);
    private static final int SLOW = 408;
    private static final long DISCARDED = 32L << 20;
    private static final long DISCARDED_OF_STRANGERS = 16L << 20;

    private final ApiCall call;
    private final ApiLimits limits;
    private final LongSupplier nanoTime;
    private boolean permitted;

    RequestBody(ApiCall call, ApiLimits limits, LongSupplier nanoTime) {
        this.call = call;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * Reads a body.
     *
     * @param <T> what is made of it
     */
    @FunctionalInterface
    interface Reading<T> {
        T of(Reader text) throws IOException, Refusal;
    }

    /** Notes that the caller may make the call, so that more of its body is read than of a stranger's, should the call be refused. */
    void isPermitted() {
        permitted = true;
    }

    /**
     * The answer to a call that is refused, once what is left of its body is read, within bounds: a server that closes a connection
     * with something unread in it resets it, and the client never sees the answer.
     */
    ApiAnswer answer(Refusal refusal) {
        if (refusal.status() != SLOW) {
            try {
                new LimitedBody(call.body(), limits, nanoTime).discard(permitted ? DISCARDED : DISCARDED_OF_STRANGERS);
            } catch (IOException e) {
                LOG.debug("The rest of a refused call's body does not arrive", e);
            }
        }
        return refusal.answer();
    }

    /** Reads a body as JSON, which nothing may follow. */
    <T> T json(JsonReading<T> reading) throws IOException, Refusal {
        return text(text -> {
            try (JsonParser json = JsonText.FACTORY.createParser(text)) {
                return whole(json, reading);
            }
        });
    }

    private static <T> T whole(JsonParser json, JsonReading<T> reading) throws IOException, Refusal {
        try {
            json.nextToken();
            T read = reading.of(json);
            if (json.nextToken() != null) {
                throw new Refusal(
                        400,
                        "Something follows the body's JSON" + place(json.currentTokenLocation())
                                + ": send one document");
            }
            return read;
        } catch (StreamConstraintsException e) {
            throw new Refusal(
                    400,
                    "The body's JSON is beyond a limit" + place(json.currentLocation()) + ": " + JsonText.MAX_DEPTH
                            + " levels, texts of " + JsonText.MAX_TEXT + " characters, names of " + JsonText.MAX_NAME
                            + ", numbers of " + JsonText.MAX_NUMBER);
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    400,
                    "The body is not JSON as it is expected"
                            + place(e.getLocation() == null ? json.currentLocation() : e.getLocation()) + ": "
                            + Texts.shown(e.getOriginalMessage()));
        }
    }

    private static String place(JsonLocation at) {
        return ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /**
     * Reads JSON, from its first token on.
     *
     * @param <T> what is made of it
     */
    @FunctionalInterface
    interface JsonReading<T> {
        T of(JsonParser json) throws IOException, Refusal;
    }

    /** Reads a body as text. */
    <T> T text(Reading<T> reading) throws IOException, Refusal {
        checkType();
        LimitedBody body = new LimitedBody(call.body(), limits, nanoTime);
        try {
            if (declaredLength() > limits.bodyBytes()) {
                throw tooLarge();
            }
            return reading.of(new InputStreamReader(
                    body,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)));
        } catch (IOException e) {
            Refusal refusal = refusal(e);
            if (refusal == null) {
                throw e;
            }
            throw refusal;
        }
    }

    /** What is wrong with the body; null where it is the connection. */
    private @Nullable Refusal refusal(IOException e) {
        if (e instanceof LimitedBody.TooLargeException) {
            return tooLarge();
        }
        if (e instanceof LimitedBody.TooSlowException) {
            return new Refusal(
                    SLOW, "The body did not arrive within " + limits.bodyTime() + ": send less at once, or faster");
        }
        return e instanceof CharacterCodingException ? new Refusal(400, "The body is not UTF-8: encode it so") : null;
    }

    private Refusal tooLarge() {
        return new Refusal(
                413, "The body is larger than " + limits.bodyBytes() + " bytes: send it in several requests");
    }

    private long declaredLength() throws Refusal {
        String length = call.header("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            throw Refusal.of(400, "Content-Length", "is not a number: give the body's bytes");
        }
    }

    private void checkType() throws Refusal {
        String type = call.header("Content-Type");
        String[] parts = (type == null ? "" : type).toLowerCase(Locale.ROOT).split(";", -1);
        boolean json = parts[0].strip().equals(ApiAnswer.JSON);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            json &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
        }
        if (!json) {
            throw Refusal.of(
                    415,
                    "Content-Type",
                    (type == null ? "is missing" : "is '" + Texts.shown(type) + "'")
                            + ": send application/json, in UTF-8");
        }
        String coding = call.header("Content-Encoding");
        if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
            throw Refusal.of(
                    415, "Content-Encoding", "is '" + Texts.shown(coding) + "': send the body without any coding");
        }
    }

    /** Refuses a body, where a call has none. */
    void none() throws IOException, Refusal {
        boolean unknown = call.header("Transfer-Encoding") != null;
        if (declaredLength() > 0 || (unknown && call.body().read() >= 0)) {
            throw new Refusal(400, "This call takes no body: leave it out, and give parameters in the query");
        }
    }
}
