package dev.penstock.bench;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.Sleeper;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.engine.CompressedTime;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/// A loop over openai-java, on virtual threads: either with the retries that the SDK has by itself, or with none and the
/// decorator that is copied everywhere: three tries, `2^n` seconds and a bit between them.
///
/// @param tries how often the decorator calls
/// @param sdkRetries the SDK's own
record LoopClient(String name, int tries, int sdkRetries) implements StormClient {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    static LoopClient withDecorator() {
        return new LoopClient("loop with a retry decorator", 3, 0);
    }

    /// As it is without any setting.
    static LoopClient withSdkRetries() {
        return new LoopClient("openai-java, its own retries", 1, 2);
    }

    @Override
    public Set<String> run(StormWork work, URI provider, double speed) throws InterruptedException {
        var kept = ConcurrentHashMap.<String>newKeySet();
        var time = new CompressedTime(speed);
        var client = client(provider, time);
        var slots = new Semaphore(IN_FLIGHT);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var item : work.inputs()) {
                slots.acquire();
                threads.execute(() -> {
                    try {
                        if (answered(client, item, time)) {
                            kept.add(id(item));
                        }
                    } finally {
                        slots.release();
                    }
                });
            }
        }
        client.close();
        return kept;
    }

    private OpenAIClient client(URI provider, CompressedTime time) {
        return OpenAIOkHttpClient.builder()
                .apiKey("simulated-key")
                .baseUrl(provider + "/v1")
                .maxRetries(sdkRetries)
                .timeout(time.onTheWall(TIMEOUT))
                .clock(time)
                .sleeper(new FastSleeper(time))
                .maxIdleConnections(IN_FLIGHT)
                .keepAliveDuration(Duration.ofSeconds(30))
                .build();
    }

    private boolean answered(OpenAIClient client, Map<String, String> item, CompressedTime time) {
        for (var n = 0; n < tries; n++) {
            try {
                return !client.chat().completions().create(params(item)).choices().isEmpty();
            } catch (OpenAIException _) {
                if (n + 1 < tries) {
                    sleep(time, Duration.ofMillis((1000L << n) + ThreadLocalRandom.current().nextInt(1000)));
                }
            }
        }
        return false;
    }

    private static ChatCompletionCreateParams params(Map<String, String> item) {
        return ChatCompletionCreateParams.builder()
                .model(Wire.OPENAI.model())
                .maxCompletionTokens(4096)
                .addUserMessage("Summarise this thread:\n" + item.get("text"))
                .build();
    }

    private static String id(Map<String, String> item) {
        return String.valueOf(item.get("id"));
    }

    private static void sleep(CompressedTime time, Duration duration) {
        try {
            Thread.sleep(time.onTheWall(duration));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets the SDK sleep in the same time as everything else.
    private record FastSleeper(CompressedTime time) implements Sleeper {
        @Override
        public void sleep(Duration duration) {
            LoopClient.sleep(time, duration);
        }

        @Override
        public CompletableFuture<Void> sleepAsync(Duration duration) {
            throw new UnsupportedOperationException("the loops call synchronously");
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
