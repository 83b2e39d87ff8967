package io.cachex.profile.core;

import io.cachex.profile.Section;
import io.cachex.profile.SectionProvider;
import java.util.List;

/** What a profile may say of a cache without any other module. */
public final class CoreSections implements SectionProvider {

    /** For the {@link java.util.ServiceLoader}. */
    public CoreSections() {}

    @Override
    public List<Section<?, ?>> sections() {
        return List.of(
                CacheSection.section(),
                SmallSections.namespace(),
                SmallSections.maximumLoads(),
                SmallSections.failureBackoff(),
                NearSection.section(),
                PressureSection.section(),
                RefreshSection.section(),
                OfflineSection.section(),
                CompressionSection.section(),
                EncryptionSection.section(),
                PubsubSection.section());
    }
}
