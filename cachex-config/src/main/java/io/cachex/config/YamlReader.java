package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.config.Item.Field;
import io.cachex.config.Item.Fields;
import io.cachex.config.Item.Scalar;
import io.cachex.config.Item.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a YAML 1.2 document into {@link Item}s. What it refuses, as a {@link ConfigurationException} with its position: keys
 * twice, more than one document, tags that are not YAML's own, nesting deeper than {@value #DEEPEST}, aliases that stand for
 * more than {@value #MOST_NODES} nodes in all or are part of what they name. No message has a value of the document in it.
 */
final class YamlReader {

    private static final int DEEPEST = 32;
    private static final int MOST_NODES = 100_000;
    private static final String MERGE = "<<";

    private final String source;
    private final LoadSettings settings;
    private final Iterator<Event> events;
    private final Map<Anchor, Optional<Item>> anchors = new HashMap<>();

    private YamlReader(String source, String text) {
        this.source = source;
        this.settings = LoadSettings.builder()
                .setLabel(source)
                .setCodePointLimit(Integer.MAX_VALUE) // the input is limited
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * The document's keys.
     *
     * @throws ConfigurationException if it is none, or has no keys
     */
    static Fields read(String source, String text) {
        try {
            return new YamlReader(source, text).document();
        } catch (MarkedYamlEngineException e) {
            Position at = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> position(source, mark))
                    .orElse(Position.of(source));
            String problem = e.getProblem() == null ? "this is no YAML" : e.getProblem();
            throw at.refuse("no valid YAML: " + problem.replaceAll("\\p{Cntrl}", "?"));
        } catch (YamlEngineException e) {
            throw Position.of(source).refuse("no valid YAML: a character that YAML does not allow");
        }
    }

    private Fields document() {
        Event event = next();
        while (event.getEventId() != Event.ID.StreamEnd && !(event instanceof NodeEvent)) {
            event = next();
        }
        if (!(event instanceof NodeEvent node)) {
            throw Position.of(source).refuse("is empty");
        }
        Item root = item(node, 0);
        while (events.hasNext()) {
            Event later = events.next();
            if (later.getEventId() == Event.ID.DocumentStart) {
                throw at(later).refuse("a second document; a file has one, with several profiles below 'profiles'");
            }
        }
        if (root instanceof Scalar scalar && scalar.type() == Item.Type.NOTHING) {
            throw Position.of(source).refuse("is empty");
        }
        if (root instanceof Fields fields) {
            return fields;
        }
        throw root.at().refuse("must be keys with values, not " + root.inWords());
    }

    private Item item(NodeEvent event, int depth) {
        if (depth > DEEPEST) {
            throw at(event).refuse("nested deeper than " + DEEPEST);
        }
        if (event instanceof AliasEvent alias) {
            return named(alias);
        }
        Optional<Anchor> anchor = event.getAnchor();
        anchor.ifPresent(name -> anchors.put(name, Optional.empty()));
        Item item = event instanceof ScalarEvent scalar
                ? Scalars.of(scalar, settings.getSchema().getScalarResolver(), at(event))
                : event instanceof MappingStartEvent mapping ? fields(mapping, depth) : sequence(event, depth);
        if (item.size() > MOST_NODES) {
            throw item.at().refuse("more than " + MOST_NODES + " values, aliases followed");
        }
        anchor.ifPresent(name -> anchors.put(name, Optional.of(item)));
        return item;
    }

    private Item named(AliasEvent alias) {
        Optional<Item> item = anchors.get(alias.getAlias());
        if (item == null) {
            throw at(alias).refuse("no anchor of this name");
        }
        return item.orElseThrow(() -> at(alias).refuse("an alias within what it names"));
    }

    private Sequence sequence(NodeEvent start, int depth) {
        Scalars.requireOwnTag(start, at(start));
        List<Item> items = new ArrayList<>();
        long size = 1;
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            Item item = item((NodeEvent) event, depth + 1);
            size = grown(size, item, start);
            items.add(item);
        }
        return new Sequence(Collections.unmodifiableList(items), size, at(start));
    }

    private Fields fields(MappingStartEvent start, int depth) {
        Scalars.requireOwnTag(start, at(start));
        Map<String, Field> own = new LinkedHashMap<>();
        List<Item> merged = new ArrayList<>();
        long size = 1;
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            Item key = item((NodeEvent) event, depth + 1);
            Item value = item((NodeEvent) next(), depth + 1);
            size = grown(size, value, start);
            if (event instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().equals(MERGE)) {
                merged.add(value);
                continue;
            }
            Field earlier = own.putIfAbsent(Scalars.key(key), new Field(at(event), value));
            if (earlier != null) {
                throw at(event).refuse("the key '" + Texts.shown(Scalars.key(key)) + "' stands here a second time");
            }
        }
        merged.forEach(item -> merge(item, own));
        return new Fields(Collections.unmodifiableMap(own), size, at(start));
    }

    /** What the mapping itself says wins, then what is merged first. */
    private void merge(Item item, Map<String, Field> own) {
        if (item instanceof Fields fields) {
            fields.fields().forEach(own::putIfAbsent);
        } else if (item instanceof Sequence sequence
                && sequence.items().stream().allMatch(Fields.class::isInstance)) {
            sequence.items().forEach(part -> merge(part, own));
        } else {
            throw item.at().refuse("'<<' takes keys with values, or a list of such, not " + item.inWords());
        }
    }

    private long grown(long size, Item item, Event within) {
        long grown = size + item.size();
        if (grown > MOST_NODES) {
            throw at(within).refuse("more than " + MOST_NODES + " values, aliases followed");
        }
        return grown;
    }

    private Event next() {
        return events.next();
    }

    private Position at(Event event) {
        return event.getStartMark().map(mark -> position(source, mark)).orElse(Position.of(source));
    }

    private static Position position(String source, Mark mark) {
        return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
