package dev.penstock.simulator;

import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/// Answers prompts well: from gold when the item has it, else with something plausible that fits the schema.
final class Answerer {
    private final Dice dice;

    Answerer(Dice dice) {
        this.dice = dice;
    }

    Draft draft(Prompt prompt, Subject subject) {
        var chance = dice.at(subject.key()).at("answer").generator();
        var gold = subject.gold();
        return gold == null ? madeUp(prompt, chance) : fromGold(prompt, gold.answer(), chance);
    }

    private static Draft fromGold(Prompt prompt, ObjectNode answer, RandomGenerator chance) {
        var schema = prompt.schema();
        if (schema != null) {
            return Draft.ofJson(prompt, new SchemaSampler(schema, chance).shape(answer));
        }
        if (!prompt.wantsJson() && answer.size() == 1 && answer.values().iterator().next().isString()) {
            return Draft.ofText(prompt, answer.values().iterator().next().stringValue());
        }
        return Draft.ofJson(prompt, answer);
    }

    private static Draft madeUp(Prompt prompt, RandomGenerator chance) {
        var schema = prompt.schema();
        if (schema != null) {
            return Draft.ofJson(prompt, new SchemaSampler(schema, Copies.of(prompt), chance).sample());
        }
        var text = Sentences.english(2 + chance.nextInt(2), chance);
        return prompt.wantsJson()
                ? Draft.ofJson(prompt, Texts.JSON.createObjectNode().put("answer", text))
                : Draft.ofText(prompt, text);
    }
}
