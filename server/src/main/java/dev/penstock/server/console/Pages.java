package dev.penstock.server.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/// Renders pages. Templates were compiled with the program; what they print is escaped for the place it stands in.
final class Pages {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(null, ContentType.Html,
            Pages.class.getClassLoader(), "dev.penstock.server.console.pages");

    String render(String page, Map<String, Object> model) {
        var out = new StringOutput();
        engine.render(page + ".jte", model, out);
        return out.toString();
    }
}
