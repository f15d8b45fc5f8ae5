package dev.penstock.ledger;

import dev.penstock.provider.ModelAbilities;
import dev.penstock.provider.OutputMode;
import dev.penstock.settings.Section;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The format of `prices.yaml`.
final class PriceFile {
    private static final BigDecimal FULL_PRICE = BigDecimal.ONE;
    private static final LocalDate ALWAYS = LocalDate.of(2020, 1, 1);

    private PriceFile() {}

    static Map<String, PriceTable.Row> rows(Section root) {
        var rows = new HashMap<String, PriceTable.Row>();
        root.sections("models").forEach((model, section) -> rows.put(model, row(section)));
        return rows;
    }

    private static PriceTable.Row row(Section section) {
        var facts = new PriceTable.Facts(section.text("provider").orElse(null),
                section.integer("max-output-tokens", 1, Integer.MAX_VALUE).orElse(null),
                section.wholeNumber("context-tokens", 1, Long.MAX_VALUE).orElse(null),
                section.date("retired").orElse(null), abilities(section));
        var prices = new TreeMap<LocalDate, Price>();
        for (var entry : section.sectionList("prices")) {
            var from = entry.date("from").orElse(ALWAYS);
            if (prices.put(from, price(entry)) != null) {
                entry.problem("from", "a second price starts on " + from, "give each price its own first day");
            }
        }
        return new PriceTable.Row(facts, prices);
    }

    private static ModelAbilities abilities(Section section) {
        var outputs = EnumSet.noneOf(OutputMode.class);
        for (var label : section.texts("outputs")) {
            OutputMode.of(label)
                    .ifPresentOrElse(outputs::add, () -> section.problem("outputs", "'" + label + "' is not allowed",
                            "allowed: " + OutputMode.labels(List.of(OutputMode.values()))));
        }
        return new ModelAbilities(outputs, section.bool("forced-tool-choice").orElse(null),
                section.integer("cache-minimum-tokens", 1, Integer.MAX_VALUE).orElse(null));
    }

    private static Price price(Section entry) {
        var bands = new ArrayList<Price.Band>();
        for (var band : entry.sectionList("bands")) {
            var above = band.wholeNumber("above-prompt-tokens", 1, Long.MAX_VALUE);
            if (!band.has("above-prompt-tokens")) {
                band.problem("above-prompt-tokens", "is missing", "");
            }
            bands.add(new Price.Band(above.orElse(1L), rates(band)));
        }
        return new Price(rates(entry), List.copyOf(bands), batchFactor(entry));
    }

    private static Rates rates(Section section) {
        var input = requiredRate(section, "input");
        var cacheWrite = rate(section, "cache-write");
        return new Rates(input, rate(section, "cache-read").orElse(input), cacheWrite.orElse(input),
                rate(section, "cache-write-long").or(() -> cacheWrite).orElse(input), requiredRate(section, "output"));
    }

    private static BigDecimal requiredRate(Section section, String key) {
        return within(section, key, Optional.of(section.requiredDecimal(key, BigDecimal.ZERO))).orElse(BigDecimal.ZERO);
    }

    private static Optional<BigDecimal> rate(Section section, String key) {
        return within(section, key, section.decimal(key, BigDecimal.ZERO));
    }

    private static Optional<BigDecimal> within(Section section, String key, Optional<BigDecimal> rate) {
        if (rate.isPresent() && rate.get().stripTrailingZeros().scale() > Rates.MAX_SCALE) {
            section.problem(key, "must have at most " + Rates.MAX_SCALE + " decimals, was '" + rate.get() + "'", "");
            return Optional.empty();
        }
        return rate;
    }

    private static BigDecimal batchFactor(Section entry) {
        var factor = entry.decimal("batch", BigDecimal.ZERO).orElse(FULL_PRICE);
        if (factor.signum() == 0 || factor.compareTo(FULL_PRICE) > 0 || factor.scale() > 2) {
            entry.problem("batch", "must be above 0 and at most 1 with two decimals, was '" + factor + "'",
                    "such as 0.5 for half the price");
            return FULL_PRICE;
        }
        return factor;
    }
}
