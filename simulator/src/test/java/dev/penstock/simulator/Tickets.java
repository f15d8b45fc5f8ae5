package dev.penstock.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Items with gold for tests: short tickets with a label, a reason, a number and an order.
final class Tickets {
    static final String SCHEMA = """
            {"type":"object","additionalProperties":false,"required":["label","reason","stars","order"],"properties":{
              "label":{"type":"string","enum":["late","broken","lost"]},
              "reason":{"type":"string"},
              "stars":{"type":"integer"},
              "order":{"type":"object","additionalProperties":false,"required":["code"],
                       "properties":{"code":{"type":"string"}}}}}""";
    private static final List<String> LABELS = List.of("late", "broken", "lost");

    private Tickets() {}

    static String text(int i) {
        return "Parcel number " + i + " has not been what I hoped for, please have a look at it.";
    }

    static String id(int i) {
        return "t-" + i;
    }

    static AnswerKey key(int size) {
        var inputs = new ArrayList<Map<String, Object>>();
        var gold = new ArrayList<Map<String, Object>>();
        for (var i = 0; i < size; i++) {
            inputs.add(Map.of("id", id(i), "text", text(i), "channel", "mail"));
            var answer = new LinkedHashMap<String, Object>();
            answer.put("id", id(i));
            answer.put("label", LABELS.get(i % 3));
            answer.put("reason", "The customer of parcel " + i + " wants somebody to look into what went wrong.");
            answer.put("stars", i % 5);
            answer.put("order", Map.of("code", "P-" + i));
            gold.add(answer);
        }
        return AnswerKey.of(inputs, gold);
    }

    static String prompt(int i) {
        return "Read the ticket and sort it.\n<ticket>\n" + text(i) + "\n</ticket>\nAnswer in English.";
    }
}
