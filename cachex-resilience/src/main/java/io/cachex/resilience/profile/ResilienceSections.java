package io.cachex.resilience.profile;

import io.cachex.profile.Section;
import io.cachex.profile.SectionProvider;
import java.util.ArrayList;
import java.util.List;

/** What a profile may say of the parts of this module. */
public final class ResilienceSections implements SectionProvider {

    /** For the {@link java.util.ServiceLoader}. */
    public ResilienceSections() {}

    @Override
    public List<Section<?, ?>> sections() {
        List<Section<?, ?>> sections = new ArrayList<>();
        sections.addAll(BreakerSections.all());
        sections.addAll(RetrySections.all());
        sections.addAll(LimitSections.all());
        sections.addAll(TimeoutSections.all());
        sections.add(BloomSection.section());
        sections.add(WriteBehindSection.section());
        sections.addAll(OffloadingSections.all());
        return sections;
    }
}
