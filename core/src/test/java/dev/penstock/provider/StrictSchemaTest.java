package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class StrictSchemaTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ANY = Integer.MAX_VALUE;
    /// Like OpenAI's.
    private static final SchemaSubset ALL_REQUIRED = new SchemaSubset("Strict",
            Set.of("pattern", "format", "minimum", "maximum", "minItems", "maxItems"), Set.of("date"), ANY, true, true,
            new SchemaSubset.Limits(5000, 10, 1000, 120_000, ANY, ANY));
    /// Like Anthropic's.
    private static final SchemaSubset FEW_KEYWORDS = new SchemaSubset("Narrow", Set.of("format", "minItems"),
            Set.of("date"), 1, false, false, new SchemaSubset.Limits(ANY, ANY, ANY, ANY, 24, 16));

    private static final String TICKET = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Ticket","type":"object",
             "properties":{
               "summary":{"type":"string","description":"One sentence","maxLength":200},
               "priority":{"enum":["p1","p2"]},
               "due":{"type":"string","format":"date"},
               "score":{"type":"integer","minimum":0,"maximum":5},
               "tags":{"type":"array","items":{"type":"string"},"minItems":2,"uniqueItems":true}},
             "required":["summary","priority"]}""";

    @Test
    void makesOptionalPropertiesNullableWhereAllMustBeRequired() {
        assertFits(TICKET, ALL_REQUIRED,
                """
                        {"title":"Ticket","type":"object","properties":{
                          "summary":{"description":"One sentence (at most 200 characters)","type":"string"},
                          "priority":{"type":"string","enum":["p1","p2"]},
                          "due":{"type":["string","null"],"format":"date"},
                          "score":{"type":["integer","null"],"minimum":0,"maximum":5},
                          "tags":{"type":["array","null"],"items":{"type":"string"},"minItems":2,"description":"no item twice"}},
                         "required":["summary","priority","due","score","tags"],"additionalProperties":false}""");
    }

    @Test
    void leavesOptionalPropertiesOptionalWhereTheyMayBe() {
        assertFits(TICKET, FEW_KEYWORDS, """
                {"title":"Ticket","type":"object","properties":{
                  "summary":{"description":"One sentence (at most 200 characters)","type":"string"},
                  "priority":{"type":"string","enum":["p1","p2"]},
                  "due":{"type":"string","format":"date"},
                  "score":{"type":"integer","description":"at least 0; at most 5"},
                  "tags":{"type":"array","items":{"type":"string"},"description":"at least 2 items; no item twice"}},
                 "required":["summary","priority"],"additionalProperties":false}""");
    }

    static Stream<Arguments> properties() {
        return Stream.of(
                // the user's, then as a required property of the subset that has few keywords
                row("{'const':'x'}", "{'type':'string','enum':['x']}"),
                row("{'const':null}", "{'type':'null','enum':[null]}"),
                row("{'enum':['a',1,null,true]}",
                        "{'type':['string','integer','null','boolean'],'enum':['a',1,null,true]}"),
                row("{'enum':[1,2.5]}", "{'type':'number','enum':[1,2.5]}"),
                row("{'type':'string','enum':['a','b',3]}", "{'type':'string','enum':['a','b']}"),
                row("{'type':['string','null'],'enum':['a']}", "{'type':'string','enum':['a']}"),
                row("{'type':['string','null'],'enum':['a',null]}", "{'type':['string','null'],'enum':['a',null]}"),
                row("{'type':'string','enum':['a','a']}", "{'type':'string','enum':['a']}"),
                row("{'type':['string','null'],'minLength':1}",
                        "{'type':['string','null'],'description':'at least 1 characters'}"),
                row("{'type':['string','integer'],'maximum':9,'description':'d'}",
                        "{'description':'d','anyOf':[{'type':'string'},{'type':'integer','description':'at most 9'}]}"),
                row("{'type':['number','integer']}", "{'type':'number'}"),
                row("{'type':'boolean','default':true,'examples':[true],'$comment':'c','x-grounded':'off'}",
                        "{'type':'boolean'}"),
                row("{'type':'string','format':'color'}", "{'type':'string','description':'in the format color'}"),
                row("{'type':'string','pattern':'^a+$'}",
                        "{'type':'string','description':'matching the regular expression ^a+$'}"),
                row("{'pattern':'^a+$'}", "{'type':'string','description':'matching the regular expression ^a+$'}"),
                row("{'exclusiveMinimum':0}", "{'type':'number','description':'greater than 0'}"),
                row("{'items':{'type':'string'},'minItems':1}",
                        "{'type':'array','items':{'type':'string'},'minItems':1}"),
                row("{'oneOf':[{'type':'string'},{'type':'integer'}]}",
                        "{'anyOf':[{'type':'string'},{'type':'integer'}]}"),
                row("{'anyOf':[{'type':'string'}]}", "{'type':'string'}"),
                row("{'anyOf':[{'type':'string'},{'type':'null'}],'description':'d'}",
                        "{'description':'d','anyOf':[{'type':'string'},{'type':'null'}]}"),
                row("{'type':'string','anyOf':[{'format':'date'},{'maxLength':3}]}",
                        "{'anyOf':[{'type':'string','format':'date'},{'type':'string','description':'at most 3 characters'}]}"),
                row("{'allOf':[{'type':'integer','minimum':1},{'minimum':3,'maximum':9}],'maximum':5}",
                        "{'type':'integer','description':'at least 3; at most 5'}"),
                row("{'allOf':[{'type':'number'},{'type':'integer'}]}", "{'type':'integer'}"),
                row("{'allOf':[{'enum':['a','b']},{'enum':['b','c']}]}", "{'type':'string','enum':['b']}"),
                row("{'type':'string','not':{'const':'x'}}", "{'type':'string'}"),
                row("{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},'anyOf':[{'required':['a']},{'required':['b']}]}",
                        "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},'required':[],'additionalProperties':false}"),
                row("{'type':'object','properties':{'a':{'type':'string'}},'if':{'required':['a']},'then':{'required':['a']},'minProperties':1}",
                        "{'type':'object','properties':{'a':{'type':'string'}},'required':[],'additionalProperties':false}"),
                row("{'allOf':[{'type':'object','properties':{'a':{'type':'string'}},'required':['a']},{'properties':{'a':{'maxLength':3},'b':{'type':'null'}},'required':['b']}]}",
                        "{'type':'object','properties':{'a':{'type':'string','description':'at most 3 characters'},'b':{'type':'null'}},'required':['a','b'],'additionalProperties':false}"),
                row("{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':true,'required':['a']}",
                        "{'type':'object','properties':{'a':{'type':'string'}},'required':['a'],'additionalProperties':false}"),
                row("{'type':'object','properties':{},'additionalProperties':false}",
                        "{'type':'object','properties':{},'required':[],'additionalProperties':false}"));
    }

    private static Arguments row(String property, String fitted) {
        return Arguments.of(property.replace('\'', '"'), fitted.replace('\'', '"'));
    }

    @ParameterizedTest
    @MethodSource("properties")
    void fitsAProperty(String property, String expected) {
        var fitted = fit(root(property), FEW_KEYWORDS);
        assertThat(fitted.problems()).isEmpty();
        assertThat(fitted.schema().at("/properties/p")).isEqualTo(JSON.readTree(expected));
    }

    static Stream<Arguments> problems() {
        return Stream.of(problem("{}", "#/properties/p has no type"),
                problem("true", "#/properties/p allows any value"),
                problem("{'type':'object'}", "#/properties/p is an object without properties"),
                problem("{'type':'object','additionalProperties':{'type':'string'}}",
                        "#/properties/p/additionalProperties allows properties of any name"),
                problem("{'type':'object','properties':{'a':{'type':'string'}},'patternProperties':{'^x':{}}}",
                        "#/properties/p/patternProperties allows"),
                problem("{'type':'object','properties':{'a/b':{}}}", "#/properties/p/properties/a~1b has no type"),
                problem("{'type':'object','properties':{'a':{'type':'string'}},'required':['b']}",
                        "#/properties/p/required names 'b'"),
                problem("{'type':'object','properties':{'a':{'type':'string'}},'then':{'properties':{'c':{}}}}",
                        "#/properties/p/then speaks of the property 'c'"),
                problem("{'type':'array'}", "#/properties/p is a list of anything"),
                problem("{'type':'array','prefixItems':[{'type':'string'}]}",
                        "#/properties/p/prefixItems gives each position"),
                problem("{'enum':[{'a':1}]}", "#/properties/p lists objects or arrays"),
                problem("{'type':'string','enum':[1]}", "#/properties/p lists no value of its own type"),
                problem("{'type':'text'}", "#/properties/p has the unknown type 'text'"),
                problem("{'anyOf':[]}", "#/properties/p offers no choice"),
                problem("{'allOf':[{'type':'string'},{'type':'integer'}]}", "#/properties/p/allOf combines schemas"),
                problem("{'$ref':'https://example.org/x.json'}", "#/properties/p refers to https://example.org/x.json"),
                problem("{'$ref':'#/$defs/none'}", "#/properties/p refers to #/$defs/none"),
                problem("{'$ref':'#'}", "#/properties/p refers to itself"));
    }

    private static Arguments problem(String property, String sentence) {
        return Arguments.of(property.replace('\'', '"'), sentence);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void saysWhatCannotBeExpressedAndWhere(String property, String problem) {
        assertThat(fit(root(property), FEW_KEYWORDS).problems()).first().asString().startsWith("schema.json" + problem);
    }

    @Test
    void theRootMustBeAnObject() {
        for (var root : new String[]{"{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "{\"type\":\"string\"}",
                "{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}},{\"type\":\"string\"}]}",
                "{\"type\":[\"object\",\"null\"],\"properties\":{\"a\":{\"type\":\"string\"}}}"}) {
            assertThat(fit(root, ALL_REQUIRED).problems()).containsExactly(
                    "schema.json must be an object at its root; put the value into a property");
        }
        assertThat(fit("true", ALL_REQUIRED).problems()).first().asString().startsWith("schema.json allows any value");
    }

    @Test
    void aRootThatRefersToADefinitionIsReplacedByIt() {
        assertFits(
                """
                        {"$ref":"#/$defs/Ticket","$defs":{"Ticket":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}""",
                FEW_KEYWORDS,
                """
                        {"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""");
    }

    @Test
    void keepsTheDefinitionsThatAreUsedAndInlinesThoseWithWordsOfTheirOwn() {
        assertFits(
                """
                        {"type":"object","required":["a","b"],"properties":{
                           "a":{"$ref":"#/$defs/Address"},"b":{"$ref":"#/definitions/Zip","description":"Zip of the sender"},"c":{"$ref":"#/$defs/Address"}},
                         "$defs":{"Address":{"type":"object","properties":{"zip":{"$ref":"#/definitions/Zip"}},"required":["zip"]},"Unused":{}},
                         "definitions":{"Zip":{"type":"string","description":"any","maxLength":5}}}""",
                ALL_REQUIRED,
                """
                        {"type":"object","properties":{
                           "a":{"$ref":"#/$defs/Address"},
                           "b":{"description":"Zip of the sender (at most 5 characters)","type":"string"},
                           "c":{"anyOf":[{"$ref":"#/$defs/Address"},{"type":"null"}]}},
                         "required":["a","b","c"],"additionalProperties":false,
                         "$defs":{"Address":{"type":"object","properties":{"zip":{"$ref":"#/$defs/Zip"}},"required":["zip"],"additionalProperties":false},
                                  "Zip":{"description":"any (at most 5 characters)","type":"string"}}}""");
    }

    @Test
    void recursionPassesOnlyWhereItIsAllowed() {
        var tree = """
                {"type":"object","required":["node"],"properties":{"node":{"$ref":"#/$defs/Node"}},
                 "$defs":{"Node":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},
                   "child":{"$ref":"#/$defs/Node","description":"the next one"}}}}}""";
        assertThat(fit(tree, ALL_REQUIRED).problems()).isEmpty();
        assertThat(fit(tree, ALL_REQUIRED).schema().at("/$defs/Node/properties/child"))
                .isEqualTo(JSON.readTree("{\"anyOf\":[{\"$ref\":\"#/$defs/Node\"},{\"type\":\"null\"}]}"));
        assertThat(fit(tree, FEW_KEYWORDS).problems()).first().asString().contains("#/properties/node", "no recursion");
    }

    @Test
    void aCircleOfReferencesEnds() {
        var circle = "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/A\",\"type\":\"object\"}},"
                + "\"$defs\":{\"A\":{\"$ref\":\"#/$defs/B\"},\"B\":{\"$ref\":\"#/$defs/A\"}}}";
        assertThat(fit(circle, ALL_REQUIRED).problems()).isNotEmpty();
        assertThat(fit(circle, FEW_KEYWORDS).problems()).isNotEmpty();
    }

    @Test
    void beyondTheOptionalPropertiesASubsetAllowsTheyBecomeRequiredAndNullable() {
        var fitted = fit(withOptional(30), FEW_KEYWORDS);
        assertThat(fitted.problems()).isEmpty();
        assertThat(fitted.schema().path("required").size()).isEqualTo(6);
        assertThat(fitted.schema().at("/properties/p24/type").toString()).isEqualTo("[\"string\",\"null\"]");
        assertThat(fit(withOptional(24 + 17), FEW_KEYWORDS).problems()).first().asString().contains("17", "at most 16");
    }

    private static String withOptional(int count) {
        ObjectNode root = JSON.createObjectNode().put("type", "object");
        var properties = root.putObject("properties");
        for (int i = 0; i < count; i++) {
            properties.putObject("p" + i).put("type", "string");
        }
        return root.toString();
    }

    @Test
    void refusesWhatTheServerWouldFindTooLarge() {
        ObjectNode many = JSON.createObjectNode();
        var values = many.putArray("enum");
        for (int i = 0; i <= 1000; i++) {
            values.add("v" + i);
        }
        assertThat(fit(root(many.toString()), ALL_REQUIRED).problems()).containsExactly(
                "schema.json has 1001 enum values; Strict accepts at most 1000");
        var deep = "{\"type\":\"string\"}";
        for (int i = 0; i < 11; i++) {
            deep = root(deep);
        }
        assertThat(fit(deep, ALL_REQUIRED).problems()).first().asString().contains("11 objects within objects");
    }

    @Test
    void doesNotChangeTheUsersSchema() {
        var schema = JSON.readTree(TICKET);
        var before = schema.deepCopy();
        StrictSchema.fit(schema, ALL_REQUIRED);
        assertThat(schema).isEqualTo(before);
    }

    @Test
    void whatIsValidForTheUsersSchemaIsValidForTheFittedOne() {
        for (var instance : new String[]{"{\"summary\":\"s\",\"priority\":\"p1\"}",
                "{\"summary\":\"s\",\"priority\":\"p2\",\"due\":\"2026-11-24\",\"score\":5,\"tags\":[\"a\",\"b\"]}"}) {
            assertThat(valid(JSON.readTree(TICKET), instance)).isTrue();
            assertThat(valid(fit(TICKET, FEW_KEYWORDS).schema(), instance)).isTrue();
            assertThat(valid(fit(TICKET, ALL_REQUIRED).schema(), withNulls(instance))).isTrue();
        }
    }

    private static String withNulls(String instance) {
        var object = (ObjectNode) JSON.readTree(instance);
        JSON.readTree(TICKET)
                .path("properties")
                .propertyNames()
                .stream()
                .filter(name -> !object.has(name))
                .forEach(object::putNull);
        return object.toString();
    }

    private static boolean valid(JsonNode schema, String instance) {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        return registry.getSchema(schema).validate(JSON.readTree(instance)).isEmpty();
    }

    private static String root(String property) {
        return "{\"type\":\"object\",\"required\":[\"p\"],\"properties\":{\"p\":" + property + "}}";
    }

    private static StrictSchema fit(String schema, SchemaSubset subset) {
        return StrictSchema.fit(JSON.readTree(schema), subset);
    }

    private static void assertFits(String schema, SchemaSubset subset, String expected) {
        var fitted = fit(schema, subset);
        assertThat(fitted.problems()).isEmpty();
        assertThat(fitted.schema()).isEqualTo(JSON.readTree(expected));
    }
}
