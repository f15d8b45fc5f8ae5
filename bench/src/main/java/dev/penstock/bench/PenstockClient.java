package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.engine.CompressedTime;
import dev.penstock.engine.RunRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// Penstock, told the limits that the provider has.
///
/// @param root the repository
record PenstockClient(Path root) implements StormClient {
    private static final String RUN = "storm";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String LIMITS = "requests-per-minute: 4000, input-tokens-per-minute: 2000000,"
            + " output-tokens-per-minute: 400000, concurrency: " + IN_FLIGHT;

    @Override
    public String name() {
        return "Penstock";
    }

    @Override
    public Set<String> run(StormWork work, URI provider, double speed) throws IOException {
        var time = new CompressedTime(speed);
        try (var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/storm"), Wire.OPENAI, "");
            project.timeout("storm", time.onTheWall(TIMEOUT));
            project.endpoint(Wire.OPENAI, provider, LIMITS);
            project.inputs(work.inputs());
            try (var engine = project.open(time).engine("bench")) {
                engine.start(new RunRequest("storm", project.input().toString(), null, RUN, null, null, null),
                        InputStream.nullInputStream()).await();
            }
            refuseOtherBooks(project, provider);
            return accepted(project);
        }
    }

    private static void refuseOtherBooks(BenchProject project, URI provider) {
        try (var records = project.open().records()) {
            var verification = records.verify(RUN, provider);
            if (!verification.holds()) {
                throw new BenchException("the ledger is not what the books say: " + verification.problems().getFirst());
            }
        }
    }

    private static Set<String> accepted(BenchProject project) throws IOException {
        try (var lines = Files.lines(project.folder().resolve("out").resolve(RUN).resolve("accepted.jsonl"))) {
            return lines.map(line -> JsonMapper.shared().readTree(line).path("id").stringValue())
                    .collect(Collectors.toSet());
        }
    }
}
