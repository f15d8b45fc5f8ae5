package dev.penstock.engine.doctor;

import dev.penstock.engine.EndpointConfig;
import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.ProviderFactory;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks a model for one token: the one proof that it answers, and the one check that costs money.
final class TokenCall {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private TokenCall() {}

    static Diagnosis examine(EndpointConfig endpoint, String model) {
        var subject = "endpoint " + endpoint.name();
        var request = new Request(model, null, List.of(Message.user("Say yes.")), 1, new OutputFormat.Text(), TIMEOUT,
                0);
        try (var provider = ProviderFactory.openAny(endpoint.settings())) {
            return switch (provider.read(request, provider.call(request, "doctor"))) {
                case Reply.Completed completed -> answered(subject, model, completed.usage());
                case Reply.Failed(Failure.Truncated _, _, var usage, _) -> answered(subject, model, usage);
                case Reply.Failed(Failure.Unparseable _, _, var usage, _) -> answered(subject, model, usage);
                case Reply.Failed(var failure, _, _, _) -> Diagnosis.problem(subject,
                        model + " does not answer: " + failure.reason() + ", " + failure.detail(),
                        "see the provider's console");
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Diagnosis.warning(subject, "interrupted", "ask again");
        }
    }

    private static Diagnosis answered(String subject, String model, @Nullable Usage usage) {
        return Diagnosis.ok(subject, model + " answers" + (usage == null
                ? ""
                : " (" + usage.input() + " + " + usage.output() + " tokens billed)"));
    }
}
