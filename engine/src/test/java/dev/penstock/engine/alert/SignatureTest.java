package dev.penstock.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    /// The example that the libraries of Standard Webhooks test themselves with.
    @Test
    void signsAsStandardWebhooksDo() {
        var headers = Signature.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .orElseThrow()
                .headers("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330),
                        "{\"test\": 2432232314}");

        assertThat(headers).containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "short", "whsec_c2hvcnQ=", "not base64 at all, is it? no it is not !!"})
    void refusesKeysThatAreNone(String key) {
        assertThat(Signature.of(key)).isEmpty();
    }

    @Test
    void neverShowsItsKey() {
        assertThat(Signature.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").orElseThrow()).hasToString("***");
    }
}
