package dev.penstock.server.console;

import dev.penstock.server.api.Serving;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Route;
import java.util.HashMap;
import java.util.Map;

/// What pages are made with.
record Site(Serving serving, Pages pages) {
    /// A route that shows a page.
    static Route.Builder page(String path) {
        return Route.get(path).answersWith(200, "The page", "text/html").forPeople();
    }

    /// A page in its frame.
    ///
    /// @param template its name; it has a parameter `frame`
    /// @param here what the navigation marks
    /// @param model its other parameters
    Answer show(Call call, String template, String title, Place here, Map<String, Object> model) {
        return show(200, call, template, title, here, model);
    }

    Answer show(int status, Call call, String template, String title, Place here, Map<String, Object> model) {
        var all = new HashMap<>(model);
        all.put("frame", new Frame(title, here.path(), call.caller()));
        return Answer.page(status, pages.render(template, all));
    }
}
