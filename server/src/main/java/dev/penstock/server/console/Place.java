package dev.penstock.server.console;

/// The pages that the navigation leads to.
public enum Place {
    OVERVIEW("/", "Overview", "o"), RUNS("/runs", "Runs", "r"), DEAD_LETTERS("/dead-letters", "Dead letters",
            "d"), SAMPLES("/samples", "Samples", "s"), PROMPTS("/prompts", "Prompts", "p"), COSTS("/costs", "Costs",
                    "c"), ENDPOINTS("/endpoints", "Endpoints", "e"), ALERTS("/alerts", "Alerts", "a");

    private final String path;
    private final String title;
    private final String key;

    Place(String path, String title, String key) {
        this.path = path;
        this.title = title;
        this.key = key;
    }

    public String path() {
        return path;
    }

    public String title() {
        return title;
    }

    /// The key that leads there after `g`.
    public String key() {
        return key;
    }
}
