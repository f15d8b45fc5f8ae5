package dev.penstock.engine.scaffold;

import java.util.function.Predicate;

/// The `penstock.yaml` of a new project: the simulator, and the providers whose keys are at hand.
final class ProjectConfigText {
    private ProjectConfigText() {}

    /// @param openAi whether the simulator answers in OpenAI's form
    /// @param use whether the endpoint of this name is written so that it works; else behind a `#`
    static String of(boolean openAi, Predicate<String> use) {
        return """
                # Where calls go, what is kept and what may be spent. `penstock doctor` says what is wrong with it.
                endpoints:
                  simulator:                     # a made-up provider inside the process: no key, no cost
                    provider: simulator
                """ + (openAi ? "    dialect: openai\n" : "")
                + """
                        %1$s  claude:
                        %1$s    provider: anthropic
                        %1$s    api-key: ${ANTHROPIC_API_KEY}
                        %2$s  gpt:
                        %2$s    provider: openai
                        %2$s    api-key: ${OPENAI_API_KEY}
                        #  local:                        # vLLM, Ollama, any server that speaks OpenAI's protocol
                        #    provider: openai
                        #    dialect: vllm
                        #    base-url: http://localhost:8000/v1

                        store: { url: "sqlite:.penstock/penstock.db", retention: 30d }   # every attempt, and replies for 30 days
                        budget: { run-usd: 5.00, warn-at: 80%% }                          # no run spends more
                        #alerts: { webhooks: [ { url: "${SLACK_WEBHOOK_URL}", format: slack } ] }   # who is told when a run needs a person
                        """
                        .formatted(use.test("claude") ? "" : "#", use.test("gpt") ? "" : "#");
    }
}
