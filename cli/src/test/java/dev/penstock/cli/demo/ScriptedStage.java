package dev.penstock.cli.demo;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Keeps what was printed.
final class ScriptedStage implements Stage {
    private final List<String> lines = new ArrayList<>();

    List<String> lines() {
        return lines;
    }

    @Override
    public int width() {
        return 100;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public void line(String text) {
        lines.add(text);
    }

    @Override
    public void progress(String text) {
        // not part of what is kept
    }

    @Override
    public void progressEnded() {
        // not part of what is kept
    }

    @Override
    public String clean(String text) {
        return text;
    }

    @Override
    public String paint(Tone tone, String text) {
        return text;
    }

    @Override
    public List<String> report(JsonNode report) {
        return List.of("the report of " + report.path("run").asString(""));
    }

    @Override
    public String cut(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, columns);
    }
}
