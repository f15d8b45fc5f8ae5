package dev.penstock.check;

/// Where in the output something stands, twice: as a JSON pointer for the evidence, and in plain words for the log,
/// where a name that the model made up must not appear.
record Place(String pointer, String plain) {
    static final Place ROOT = new Place("", "");
    static final String UNEXPECTED = "(unexpected property)";

    private static final int LONGEST = 200;

    Place property(String name, Shape parent) {
        var step = "/" + escape(name);
        return new Place(cut(pointer + step), cut(plain + (parent.declares(name) ? step : "/" + UNEXPECTED)));
    }

    Place item(int index) {
        return new Place(cut(pointer + "/" + index), cut(plain + "/" + index));
    }

    private static String escape(String name) {
        return Excerpt.of(name).replace("~", "~0").replace("/", "~1");
    }

    private static String cut(String path) {
        return path.length() <= LONGEST ? path : path.substring(0, LONGEST);
    }
}
