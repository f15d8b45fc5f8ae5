package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What every provider adapter must keep on the wire, whatever its protocol. An adapter's test extends this and says how a
/// good reply looks.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ProviderContract {
    protected static final String KEY = "sk-secret-0123456789abcdef";
    private static final Duration LONG = Duration.ofSeconds(30);

    protected abstract ProviderFactory factory();

    /// The path of the base URL, such as `/v1`.
    protected abstract String basePath();

    /// A complete reply with this text, 12 input and 5 output tokens.
    protected abstract String goodBody(String text);

    protected static Request request(Duration timeout) {
        return new Request("some-model", "Be brief.", List.of(Message.user("What is the secret ingredient?")), 100,
                new OutputFormat.Text(), timeout, 0);
    }

    protected Provider open(URI baseUrl) {
        return factory().open(
                new EndpointSettings("test", factory().name(), null, new Secret(KEY), baseUrl, 400, null));
    }

    protected Exchange callOnce(ScriptedServer.Script script, Duration timeout)
            throws IOException, InterruptedException {
        try (var server = new ScriptedServer(script); var provider = open(server.url(basePath()))) {
            return provider.call(request(timeout), "call-1");
        }
    }

    private Exchange.Received received(ScriptedServer.Script script) throws IOException, InterruptedException {
        return (Exchange.Received) callOnce(script, LONG);
    }

    @Test
    void readsAGoodReplyWithItsTextStopReasonUsageAndId() throws Exception {
        var body = goodBody("Basil.").getBytes(StandardCharsets.UTF_8);
        var headers = Map.of("content-type", "application/json", "x-request-id", "req-7");
        try (var server = new ScriptedServer(ScriptedServer.replying(200, headers, body));
                var provider = open(server.url(basePath()))) {
            var exchange = provider.call(request(LONG), "call-1");
            assertThat(provider.read(request(LONG), exchange)).asInstanceOf(type(Reply.Completed.class))
                    .satisfies(reply -> {
                        assertThat(reply.text()).isEqualTo("Basil.");
                        assertThat(reply.usage()).isEqualTo(Usage.of(12, 5));
                        assertThat(reply.requestId()).isEqualTo("req-7");
                    });
            assertThat(exchange.latency()).isPositive();
        }
    }

    @Test
    void keepsTheBodyExactlyAsReceivedAndOnlyTheHeadersThatMatter() throws Exception {
        var headers = Map.of("content-type", "application/json", "set-cookie", "session=1",
                "x-ratelimit-remaining-tokens",
                "7", "anthropic-ratelimit-requests-remaining", "3", "retry-after", "2", "server", "x");
        var received = received(ScriptedServer.replying(429, headers, "not json ☃".getBytes(StandardCharsets.UTF_8)));
        assertThat(received.status()).isEqualTo(429);
        assertThat(received.body().text()).isEqualTo("not json ☃");
        assertThat(received.headers()).containsOnlyKeys("content-type", "x-ratelimit-remaining-tokens",
                "anthropic-ratelimit-requests-remaining", "retry-after");
    }

    @Test
    void sendsTheCallIdAndTheKey() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.replying(200, goodBody("x")));
                var provider = open(server.url(basePath()))) {
            var _ = provider.call(request(LONG), "run-1/17/1");
            assertThat(server.seen()).singleElement().satisfies(seen -> {
                assertThat(seen.headers()).containsEntry("x-client-request-id", "run-1/17/1")
                        .containsEntry("authorization",
                                "Bearer " + KEY);
                assertThat(seen.body()).doesNotContain("temperature", "top_p", "stream", "store");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"500,", "429,0", "503,0", "503,", "529,0", "408,", "409,", "401,", "502,"})
    void sendsARequestOnceWhateverTheStatusSays(int status, String retryAfter) throws Exception {
        Map<String, String> headers = retryAfter == null
                ? Map.of("x-should-retry", "true")
                : Map.of("retry-after", retryAfter, "x-should-retry", "true");
        try (var server = new ScriptedServer(ScriptedServer.replying(status, headers, new byte[0]));
                var provider = open(server.url(basePath()))) {
            var exchange = provider.call(request(LONG), "call-1");
            assertThat(exchange).asInstanceOf(type(Exchange.Received.class))
                    .extracting(Exchange.Received::status)
                    .isEqualTo(status);
            assertThat(server.seen()).hasSize(1);
        }
    }

    @Test
    void doesNotFollowARedirectWithTheKey() throws Exception {
        try (var elsewhere = new ScriptedServer(ScriptedServer.replying(200, goodBody("x")))) {
            for (int status : new int[]{301, 302, 307, 308}) {
                var headers = Map.of("location", elsewhere.url("/").toString());
                assertThat(received(ScriptedServer.replying(status, headers, new byte[0])).status()).isEqualTo(status);
            }
            assertThat(elsewhere.seen()).isEmpty();
        }
    }

    @Test
    void timesOutWhenNoReplyComes() throws Exception {
        var never = new CountDownLatch(1);
        assertBroken(callOnce((_, _) -> never.await(), Duration.ofMillis(300)), Exchange.Broken.Cause.TIMED_OUT);
    }

    @Test
    void timesOutWhenTheBodyStalls() throws Exception {
        var never = new CountDownLatch(1);
        ScriptedServer.Script stalling = (_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n", new byte[10]);
            never.await();
        };
        assertBroken(callOnce(stalling, Duration.ofMillis(300)), Exchange.Broken.Cause.TIMED_OUT);
    }

    @Test
    void theTimeoutIsTheWholeCallsAndNotEachReads() throws Exception {
        ScriptedServer.Script trickling = (_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", new byte[0]);
            var tick = new CountDownLatch(1);
            while (!tick.await(50, TimeUnit.MILLISECONDS)) {
                ScriptedServer.write(socket, "", new byte[1]);
            }
        };
        assertBroken(callOnce(trickling, Duration.ofMillis(400)), Exchange.Broken.Cause.TIMED_OUT);
    }

    @Test
    void aResetAfterTheRequestMayHaveBeenBilled() throws Exception {
        ScriptedServer.Script reset = (_, socket) -> {
            socket.setSoLinger(true, 0);
            socket.close();
        };
        try (var server = new ScriptedServer(reset); var provider = open(server.url(basePath()))) {
            assertBroken(provider.call(request(LONG), "call-1"), Exchange.Broken.Cause.LOST);
            assertThat(server.seen()).hasSize(1);
        }
    }

    @Test
    void anEndWithoutAReplyMayHaveBeenBilled() throws Exception {
        assertBroken(callOnce((_, socket) -> socket.close(), LONG), Exchange.Broken.Cause.LOST);
    }

    @Test
    void garbageInsteadOfHttpMayHaveBeenBilled() throws Exception {
        assertBroken(callOnce((_, socket) -> {
            ScriptedServer.write(socket, "%%%% not http at all\r\n\r\n", new byte[0]);
            socket.close();
        }, LONG), Exchange.Broken.Cause.LOST);
    }

    @Test
    void aRefusedConnectionSentNothing() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertBroken(callTo("http://127.0.0.1:" + port), Exchange.Broken.Cause.NOT_SENT);
    }

    @Test
    void anUnknownHostWasSentNothing() throws Exception {
        assertBroken(callTo("http://no-such-host.invalid"), Exchange.Broken.Cause.NOT_SENT);
    }

    @Test
    void aFailedTlsHandshakeSentNothing() throws Exception {
        try (var server = new ScriptedServer(
                (_, socket) -> ScriptedServer.write(socket, "HTTP/1.1 400 X\r\n\r\n", new byte[0]))) {
            assertBroken(callTo("https://127.0.0.1:" + server.url("").getPort()), Exchange.Broken.Cause.NOT_SENT);
        }
    }

    private Exchange callTo(String base) throws InterruptedException {
        try (var provider = open(URI.create(base + basePath()))) {
            return provider.call(request(LONG), "call-1");
        }
    }

    @Test
    void aBodyShorterThanAnnouncedIsTruncatedAndNeverAReply() throws Exception {
        var good = goodBody("Basil.").getBytes(StandardCharsets.UTF_8);
        ScriptedServer.Script shortBody = (_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: " + (good.length + 1) + "\r\n\r\n", good);
            socket.close();
        };
        var received = received(shortBody);
        assertThat(received.truncatedBody()).isTrue();
        assertThat(received.body().bytes()).isEqualTo(good);
        try (var provider = open(URI.create("http://127.0.0.1:1" + basePath()))) {
            assertThat(provider.read(request(LONG), received)).asInstanceOf(type(Reply.Failed.class))
                    .satisfies(reply -> {
                        assertThat(reply.failure()).isInstanceOf(Failure.ServerError.class);
                        assertThat(reply.usage()).isNull();
                    });
        }
    }

    @Test
    void aChunkedBodyWithoutItsEndIsTruncated() throws Exception {
        ScriptedServer.Script endless = (_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\nzz garbage",
                    new byte[0]);
            socket.close();
        };
        assertThat(received(endless).truncatedBody()).isTrue();
    }

    @Test
    void unpacksGzip() throws Exception {
        var received = received(gzipped(gzip(goodBody("Basil.").getBytes(StandardCharsets.UTF_8))));
        assertThat(received.truncatedBody()).isFalse();
        assertThat(received.body().text()).isEqualTo(goodBody("Basil."));
    }

    @Test
    void gzipThatIsCutOffOrNoneAtAllIsTruncated() throws Exception {
        var packed = gzip(goodBody("Basil.").getBytes(StandardCharsets.UTF_8));
        assertThat(received(gzipped(Arrays.copyOf(packed, packed.length - 9))).truncatedBody()).isTrue();
        assertThat(received(gzipped("plain text".getBytes(StandardCharsets.UTF_8))).truncatedBody()).isTrue();
    }

    @Test
    void capsAGzipBombOnWhatItUnpacksTo() throws Exception {
        var received = received(gzipped(gzip(new byte[(int) CapturedBody.CAP_BYTES + (1 << 20)])));
        assertThat(received.truncatedBody()).isTrue();
        assertThat(received.body().bytes().length).isLessThan(1 << 20);
    }

    @Test
    void capsAnEndlessBody() throws Exception {
        ScriptedServer.Script endless = (_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n", new byte[0]);
            var block = new byte[1 << 20];
            while (!socket.isClosed()) {
                ScriptedServer.write(socket, "", block);
            }
        };
        var received = received(endless);
        assertThat(received.truncatedBody()).isTrue();
        assertThat(received.body().bytes().length).isLessThan(1 << 20);
    }

    @Test
    void bytesBeyondTheAnnouncedLengthAreNeverTakenForAReply() throws Exception {
        ScriptedServer.Script tooShort = (_, socket) -> {
            var good = goodBody("Basil.").getBytes(StandardCharsets.UTF_8);
            var longer = Arrays.copyOf(good, 2 * good.length);
            System.arraycopy(good, 0, longer, good.length, good.length);
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: " + good.length + "\r\n\r\n", longer);
        };
        try (var server = new ScriptedServer(tooShort); var provider = open(server.url(basePath()))) {
            var first = provider.call(request(LONG), "call-1");
            assertThat(provider.read(request(LONG), first)).isInstanceOf(Reply.Completed.class);
            assertBroken(provider.call(request(LONG), "call-2"), Exchange.Broken.Cause.LOST);
        }
    }

    @Test
    void aHeaderOfAMegabyteIsNoReplyAndCostsNoMemory() throws Exception {
        var headers = Map.of("x-large", "x".repeat(1 << 20));
        assertBroken(callOnce(ScriptedServer.replying(200, headers, new byte[0]), LONG), Exchange.Broken.Cause.LOST);
    }

    @Test
    void aFloodOfInterimResponsesEndsByTheTimeoutAndIsNoReply() throws Exception {
        ScriptedServer.Script flood = (_, socket) -> {
            while (!socket.isClosed()) {
                ScriptedServer.write(socket, "HTTP/1.1 103 Early Hints\r\n\r\n", new byte[0]);
            }
        };
        try (var server = new ScriptedServer(flood); var provider = open(server.url(basePath()))) {
            var reply = provider.read(request(LONG), provider.call(request(Duration.ofSeconds(2)), "call-1"));
            assertThat(reply).isInstanceOf(Reply.Failed.class);
        }
    }

    /// The connection is accepted by the kernel and by nobody else.
    @Test
    void aServerThatNeverReadsTimesOutAndMayHaveBeenBilled() throws Exception {
        try (var halfOpen = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var provider = open(URI.create("http://127.0.0.1:" + halfOpen.getLocalPort() + basePath()))) {
            assertBroken(provider.call(request(Duration.ofMillis(500)), "call-1"), Exchange.Broken.Cause.TIMED_OUT);
        }
    }

    @Test
    void aBadConnectionDoesNotTouchItsNeighbours() throws Exception {
        var calls = new AtomicInteger();
        ScriptedServer.Script everySecondIsGarbage = (request, socket) -> {
            if (calls.incrementAndGet() % 2 == 0) {
                ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
                        new byte[0]);
                socket.close();
            } else {
                ScriptedServer.replying(200, goodBody("Basil.")).answer(request, socket);
            }
        };
        try (var server = new ScriptedServer(everySecondIsGarbage);
                var provider = open(server.url(basePath()));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Callable<Reply>>();
            for (int i = 0; i < 40; i++) {
                var callId = "call-" + i;
                replies.add(() -> provider.read(request(LONG), provider.call(request(LONG), callId)));
            }
            int good = 0;
            for (var reply : threads.invokeAll(replies)) {
                good += reply.get() instanceof Reply.Completed ? 1 : 0;
            }
            assertThat(good).isEqualTo(20);
        }
    }

    @Test
    void theKeyAppearsInNoDetailEvenIfTheServerQuotesIt() throws Exception {
        for (int status : new int[]{400, 401, 403, 404, 422, 429, 500, 529}) {
            var body = "{\"error\":{\"type\":\"x\",\"code\":\"" + KEY + "\",\"message\":\"Bad key: " + KEY + "\"}}";
            try (var server = new ScriptedServer(ScriptedServer.replying(status, body));
                    var provider = open(server.url(basePath()))) {
                var reply = provider.read(request(LONG), provider.call(request(LONG), "call-1"));
                assertThat(reply.toString()).doesNotContain(KEY).contains(String.valueOf(status));
            }
        }
    }

    @Test
    void threeHundredCallsRunAtOnce() throws Exception {
        var allIn = new CountDownLatch(300);
        ScriptedServer.Script together = (request, socket) -> {
            allIn.countDown();
            allIn.await();
            ScriptedServer.replying(200, goodBody("x")).answer(request, socket);
        };
        try (var server = new ScriptedServer(together);
                var provider = open(server.url(basePath()));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Exchange>>();
            for (int i = 0; i < 300; i++) {
                var callId = "call-" + i;
                calls.add(() -> provider.call(request(LONG), callId));
            }
            for (var call : threads.invokeAll(calls)) {
                assertThat(call.get()).isInstanceOf(Exchange.Received.class);
            }
        }
    }

    @Test
    void anInterruptEndsTheCallAsInterruption() throws Exception {
        var arrived = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        ScriptedServer.Script silent = (_, _) -> {
            arrived.countDown();
            never.await();
        };
        try (var server = new ScriptedServer(silent); var provider = open(server.url(basePath()))) {
            assertInterrupted(provider, arrived);
        }
    }

    @Test
    void anInterruptWhileTheBodyArrivesEndsTheCallAsInterruption() throws Exception {
        var arrived = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        ScriptedServer.Script stalling = (_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n", new byte[10]);
            arrived.countDown();
            never.await();
        };
        try (var server = new ScriptedServer(stalling); var provider = open(server.url(basePath()))) {
            assertInterrupted(provider, arrived);
        }
    }

    private static void assertInterrupted(Provider provider, CountDownLatch arrived) throws InterruptedException {
        var call = new FutureTask<Exchange>(() -> provider.call(request(LONG), "call-1"));
        var thread = Thread.ofVirtual().start(call);
        arrived.await();
        thread.interrupt();
        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptedThreadSendsNothing() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.replying(200, goodBody("x")));
                var provider = open(server.url(basePath()))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> provider.call(request(LONG), "call-1")).isInstanceOf(InterruptedException.class);
            assertThat(server.seen()).isEmpty();
        }
    }

    @Test
    void opensWithoutAKeyOnlyOnThisMachine() {
        var noKey = new EndpointSettings("test", factory().name(), null, null, URI.create("http://127.0.0.1:1"), 1,
                null);
        factory().open(noKey).close();
        var elsewhere = new EndpointSettings("test", factory().name(), null, null, null, 1, null);
        assertThatThrownBy(() -> factory().open(elsewhere)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("api-key is missing");
    }

    @Test
    void refusesAKeyThatCannotBeSentWithoutPrintingIt() {
        var newline = new EndpointSettings("test", factory().name(), null, new Secret(KEY + "\n"), null, 1, null);
        assertThatThrownBy(() -> factory().open(newline)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("api-key")
                .hasMessageNotContaining(KEY);
    }

    @Test
    void isFoundByName() {
        var settings = new EndpointSettings("test", factory().name(), null, new Secret(KEY), null, 1, null);
        try (var provider = ProviderFactory.openAny(settings)) {
            assertThat(provider.lint(new OutputFormat.Text())).isEmpty();
        }
    }

    private static void assertBroken(Exchange exchange, Exchange.Broken.Cause cause) {
        assertThat(exchange).asInstanceOf(type(Exchange.Broken.class)).satisfies(broken -> {
            assertThat(broken.cause()).isEqualTo(cause);
            assertThat(broken.detail()).isNotBlank().doesNotContain(KEY, "secret ingredient", "\n");
            assertThat(broken.latency()).isPositive();
        });
    }

    private static ScriptedServer.Script gzipped(byte[] body) {
        return ScriptedServer.replying(200, Map.of("content-encoding", "gzip"), body);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
