package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaSamplerTest {
    @ParameterizedTest
    @ValueSource(strings = {Tickets.SCHEMA,
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":3,\"maximum\":4},\"x\":{\"type\":\"number\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":1},\"m\":{\"type\":\"integer\",\"multipleOf\":5,\"minimum\":7},\"k\":{\"type\":\"integer\",\"maximum\":-3}},\"required\":[\"n\",\"x\",\"m\",\"k\"]}",
            "{\"type\":\"object\",\"properties\":{\"d\":{\"type\":\"string\",\"format\":\"date\"},\"t\":{\"type\":\"string\",\"format\":\"date-time\"},\"e\":{\"type\":\"string\",\"format\":\"email\"},\"u\":{\"type\":\"string\",\"format\":\"uri\"},\"g\":{\"type\":\"string\",\"format\":\"uuid\"},\"i\":{\"type\":\"string\",\"format\":\"ipv6\"}},\"required\":[\"d\",\"t\",\"e\",\"u\",\"g\",\"i\"]}",
            "{\"type\":\"object\",\"properties\":{\"list\":{\"type\":\"array\",\"minItems\":2,\"maxItems\":2,\"items\":{\"$ref\":\"#/$defs/p\"}}},\"required\":[\"list\"],\"$defs\":{\"p\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":20},\"text\":{\"type\":\"string\",\"minLength\":200}},\"required\":[\"name\",\"text\"],\"additionalProperties\":false}}}",
            "{\"type\":\"object\",\"properties\":{\"value\":{\"type\":\"string\"},\"next\":{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}},\"required\":[\"value\",\"next\"],\"additionalProperties\":false}",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]},\"b\":{\"const\":7},\"c\":{\"type\":\"boolean\"},\"e\":{\"enum\":[null,\"x\"]}},\"required\":[\"a\",\"b\",\"c\",\"e\"]}"})
    void whatIsMadeUpIsValid(String schema) {
        var validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
        for (var seed = 0; seed < 100; seed++) {
            var made = new SchemaSampler(Texts.parse(schema), new SplittableRandom(seed)).sample().toString();
            assertThat(validator.validate(made, InputFormat.JSON,
                    context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))).as(made)
                    .isEmpty();
        }
    }

    @Test
    void textsAreLongEnglishSentences() {
        var made = new SchemaSampler(Texts.parse("{\"type\":\"string\"}"), new SplittableRandom(1)).sample();
        assertThat(made.stringValue()).hasSizeGreaterThanOrEqualTo(60).endsWith(".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"date | the date, exactly as printed | 28-01-26",
            "total | the total, as printed | 44.15", "order_id | the order number, copied from the ticket | A-77821",
            "company | copy of the company's name | SURIA MARKET", "address | as written | NO 7 JALAN SURIA"})
    void whatMustBeCopiedIsCopiedFromThePrompt(String name, String description, String copied) {
        var turns = List.of(new Prompt.Turn(true, "An example of 99.99"), new Prompt.Turn(false, "{}"), new Prompt.Turn(
                true,
                "Read 1.11 of:\n<receipt>\nSURIA MARKET\nNO 7 JALAN SURIA\nA-77821\n28-01-26\n2 x 22.00\n44.15\n</receipt>"),
                new Prompt.Turn(false, "{}"), new Prompt.Turn(true, "Your reply cannot be used: 2.22"));
        var schema = Texts.parse("{\"type\":\"object\",\"required\":[\"" + name + "\"],\"properties\":{\"" + name
                + "\":{\"type\":\"string\",\"description\":\"" + description + "\"}}}");
        var copies = Copies.of(new Prompt("m", "", turns, 100, Form.heldTo(schema), List.of()));

        assertThat(new SchemaSampler(schema, copies, new SplittableRandom(1)).sample().path(name).asString())
                .isEqualTo(copied);
    }

    @Test
    void whatCannotBeCopiedIsLeftOutIfItMay() {
        var schema = Texts.parse("""
                {"type":"object","required":["company"],"properties":{
                  "company":{"type":"string","description":"exactly as printed"},
                  "date":{"type":"string","description":"the date exactly as printed"}}}""");

        assertThat(new SchemaSampler(schema, new SplittableRandom(1)).sample().propertyNames())
                .containsExactly("company");
    }

    @Test
    void goldIsCutToTheSchemaAndFilledUp() {
        var schema = Texts.parse("""
                {"type":"object","required":["label","note","extra"],"properties":{
                  "label":{"type":"string"},"note":{"type":["string","null"]},"extra":{"type":"string","enum":["only"]},
                  "optional":{"type":"string"}}}""");
        var gold = Texts.JSON.createObjectNode().put("label", "late").put("internal", "x");
        assertThat(new SchemaSampler(schema, new SplittableRandom(1)).shape(gold).toString())
                .isEqualTo("{\"label\":\"late\",\"note\":null,\"extra\":\"only\"}");
    }
}
