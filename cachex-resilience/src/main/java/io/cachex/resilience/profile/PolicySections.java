package io.cachex.resilience.profile;

import io.cachex.profile.CachePlan;
import io.cachex.profile.Option;
import io.cachex.profile.PolicyPlace;
import io.cachex.profile.Section;
import io.cachex.profile.SectionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The three sections of a policy: {@code cache.NAME} for the store's calls and the loader's, and over it, option by option,
 * {@code cache.store_policies.NAME} and {@code cache.loader_policies.NAME}.
 */
final class PolicySections {

    private final String name;
    private final String meaning;
    private final List<Option<Said, ?>> options;
    private final PolicyPlace place;
    private final Function<CachePlan, Sides.Recipe> recipe;
    private final Consumer<Said> check;
    private final String prefix;

    /**
     * The sections of one policy.
     *
     * @param prefix what its options' names begin with where another section speaks of the same policy
     */
    PolicySections(
            String name,
            String meaning,
            List<Option<Said, ?>> options,
            PolicyPlace place,
            Function<CachePlan, Sides.Recipe> recipe,
            Consumer<Said> check,
            String prefix) {
        this.name = name;
        this.meaning = meaning;
        this.options = options;
        this.place = place;
        this.recipe = recipe;
        this.check = check;
        this.prefix = prefix;
    }

    List<Section<?, ?>> all() {
        List<Section<?, ?>> sections = new ArrayList<>();
        sections.add(section(name, meaning + where(), null));
        for (Side side : Side.values()) {
            String words = "What `" + name + "` says otherwise for the " + side.word() + " alone, option by option.";
            sections.add(section(side.word() + "_policies." + name, words, side));
        }
        return sections;
    }

    private String where() {
        return " Stands around the calls to the store and around the loads, on each side with an instance of its own;"
                + " `store_policies." + name + "` and `loader_policies." + name + "` say otherwise for one of them.";
    }

    private Section<?, ?> section(String path, String words, @Nullable Side side) {
        SectionBuilder<Said, CachePlan> section =
                Section.ofCache(path, plan -> new Said()).always().meaning(words);
        if (side == null) {
            section.check(check);
        } else { // what lies over another is no whole: its contradictions are found when it is put together
            section.after("cache." + name);
        }
        options.forEach(
                option -> section.option(side == null ? option : option.otherwise("as in `cache." + name + "`")));
        return section.thenChanging((said, plan) -> {
            Sides sides = AllSides.of(plan).at(place, plan, recipe.apply(plan));
            if (place == PolicyPlace.CIRCUIT_BREAKER) {
                plan.find(CacheParts.class).ifPresent(parts -> parts.breakers(plan.cache(), sides));
            }
            sides.say(side, path, said.prefixed(prefix));
            return later -> sides.say(side, path, later.prefixed(prefix));
        });
    }
}
