package io.venturi.examples.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultControlTest {
    private final FaultSwitches faults = new FaultSwitches();
    private final HttpClient client = HttpClient.newHttpClient();
    private FaultControl control;

    @BeforeEach
    void listen() throws IOException {
        control = new FaultControl(0, faults, () -> Map.of("at_millis", 1));
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void aFaultIsOnFromOneCommandToTheNext() throws Exception {
        assertThat(send("POST", "/faults/api-errors?state=on").body()).contains("\"api-errors\":\"on\"");
        assertThat(faults.isOn(Fault.API_ERRORS)).isTrue();
        assertThat(send("POST", "/faults/api-errors?state=off").statusCode()).isEqualTo(200);
        assertThat(faults.isOn(Fault.API_ERRORS)).isFalse();
        assertThat(send("GET", "/faults").body()).contains("\"quiet\":\"off\"");
    }

    @Test
    void aFaultThatCannotBeSwitchedSaysWhyAndStaysAsItWas() throws Exception {
        faults.whenSwitched(Fault.DATABASE_KILLED, on -> {
            throw new IOException("no such process");
        });

        HttpResponse<String> refusal = send("POST", "/faults/database-killed?state=on");

        assertThat(refusal.statusCode()).isEqualTo(503);
        assertThat(refusal.body()).contains("database-killed").contains("no such process");
        assertThat(faults.isOn(Fault.DATABASE_KILLED)).isFalse();
    }

    @Test
    void aRefusalNamesTheRemedy() throws Exception {
        assertThat(send("POST", "/faults/earthquake?state=on").body()).contains("earthquake", "writer-stopped");
        assertThat(send("POST", "/faults/quiet?state=perhaps").body()).contains("perhaps", "state=off");
        assertThat(send("POST", "/faults/quiet").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/faults/quiet?state=on").body()).contains("POST");
        assertThat(send("GET", "/metrics").body()).contains("/books");
        assertThat(faults.isOn(Fault.QUIET)).isFalse();
    }

    @Test
    void theEndHasToBeAskedFor() throws Exception {
        assertThat(send("GET", "/end").statusCode()).isEqualTo(405);
        assertThat(control.isEndAsked()).isFalse();
        assertThat(send("POST", "/end").statusCode()).isEqualTo(200);
        assertThat(control.isEndAsked()).isTrue();
    }

    @Test
    void theBooksAreJson() throws Exception {
        assertThat(send("GET", "/books").body()).isEqualTo("{\"at_millis\":1}");
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(control.uri().resolve(path))
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
