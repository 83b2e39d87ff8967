package io.cachex.examples.drill.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CityJsonTest {

    @Test
    void writesOneFlatObject() {
        assertThat(CityJson.write(new City("7", "Lyon", "FR", 45.5, 4.75)))
                .isEqualTo("{\"key\":\"7\",\"name\":\"Lyon\",\"country\":\"FR\",\"lat\":45.5,\"lng\":4.75}");
    }

    @Test
    void readsEveryCityAsItWasWritten() {
        Cities cities = Cities.load();

        assertThat(cities.keys())
                .map(cities::find)
                .allSatisfy(
                        city -> assertThat(CityJson.read(CityJson.write(city))).isEqualTo(city));
    }

    @Test
    void namesMayHoldAnyCharacter() {
        City odd = new City("7", "a\"b\\c}\t\n\u0001\u00e9\ud83c\udfd9$1", "FR", -1e-7, 180);

        assertThat(CityJson.read(CityJson.write(odd))).isEqualTo(odd);
    }

    @Test
    void aTextThatIsCutOffIsNeverACity() {
        String whole = CityJson.write(new City("7", "a}b", "FR", 45.5, 4.75));

        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> CityJson.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void valuesOfAllKindsAreWritten() {
        JsonObject object = new JsonObject()
                .put("n", 1L)
                .put("x", 0.5)
                .put("none", Double.NaN)
                .put("yes", true)
                .put("in", new JsonObject())
                .put("list", List.of(new JsonObject().put("a", 1L), new JsonObject()));

        assertThat(object)
                .hasToString("{\"n\":1,\"x\":0.5,\"none\":null,\"yes\":true,\"in\":{},\"list\":[{\"a\":1}, {}]}");
    }
}
