#include "data/generators/receipt_text.h"

#include <array>
#include <cstdio>
#include <vector>

namespace atelier::data {
namespace {

using Words = std::vector<std::string_view>;

const Words kItems{
    "CHICKEN", "RICE",   "COFFEE", "TEA",    "MILK",   "BREAD",   "EGG",     "FISH",    "BEEF",    "NOODLE",
    "SOUP",    "JUICE",  "WATER",  "SUGAR",  "FLOUR",  "BUTTER",  "CHEESE",  "SALT",    "PEPPER",  "ONION",
    "GARLIC",  "TOMATO", "CARROT", "LEMON",  "APPLE",  "BANANA",  "MANGO",   "GRAPE",   "SOAP",    "SHAMPOO",
    "BRUSH",   "PAPER",  "PEN",    "BOOK",   "FILE",   "TAPE",    "GLUE",    "CABLE",   "BULB",    "BATTERY",
    "SCREW",   "NAIL",   "PAINT",  "HAMMER", "DRILL",  "PIPE",    "VALVE",   "BRACKET", "HOOK",    "LOCK",
    "KEY",     "MOP",    "BUCKET", "TRAY",   "CUP",    "PLATE",   "SPOON",   "FORK",    "KNIFE",   "BOTTLE",
    "NASI",    "LEMAK",  "GORENG", "TEH",    "TARIK",  "KOPI",    "AIS",     "ROTI",    "CANAI",   "MEE",
    "AYAM",    "IKAN",   "SAYUR",  "TELUR",  "KICAP",  "SAMBAL",  "LIMAU",   "SET",     "COMBO",   "LARGE",
    "REGULAR", "SMALL",  "HOT",    "ICED",   "FRESH",  "FROZEN",  "SPECIAL", "EXTRA",   "WHITE",   "BLACK",
    "RED",     "GREEN",  "GOLD",   "DIESEL", "PETROL", "PARKING", "TICKET",  "CAKE",    "COOKIES", "CHOCOLATE"};
const Words kBusiness{"SDN BHD",     "SDN. BHD.",   "ENTERPRISE", "TRADING",  "HARDWARE", "RESTAURANT",
                      "MINI MARKET", "SUPERMARKET", "STATIONERY", "PHARMACY", "BAKERY",   "CAFE",
                      "BOOK STORE",  "ELECTRICAL",  "MOTOR",      "HOLDINGS", "& SONS",   "CO. LTD"};
const Words kNames{"TAN",   "LIM",     "WONG",    "LEE",      "ONG",     "AHMAD", "UNI",    "GOLDEN",
                   "LUCKY", "SUNRISE", "PACIFIC", "CITY",     "PERFECT", "STAR",  "ORIENT", "MEGA",
                   "POINT", "VISION",  "KEDAI",   "SYARIKAT", "PASAR",   "EVER",  "HAPPY",  "PRIMA"};
const Words kPlaces{"JALAN MERANTI", "TAMAN DESA", "BANDAR BARU",  "SHAH ALAM",   "PETALING JAYA", "KUALA LUMPUR",
                    "JOHOR BAHRU",   "SELANGOR",   "PULAU PINANG", "SEKSYEN",     "LORONG",        "PERSIARAN",
                    "KLANG",         "PUCHONG",    "SUBANG JAYA",  "IPOH",        "MELAKA",        "SKUDAI",
                    "CHERAS",        "KEPONG",     "WANGSA MAJU",  "DARUL EHSAN", "TOWER B",       "LEVEL"};
const Words kTotals{"TOTAL", "SUBTOTAL",    "SUB TOTAL",   "GRAND TOTAL", "TOTAL AMOUNT", "AMOUNT DUE",
                    "CASH",  "CHANGE",      "ROUNDING",    "NET TOTAL",   "DISCOUNT",     "GST 6%",
                    "TAX",   "SERVICE 10%", "TOTAL SALES", "BALANCE",     "ITEM COUNT",   "TOTAL QTY",
                    "VISA",  "TENDERED",    "ROUND ADJ",   "DEPOSIT",     "TOTAL (RM)",   "PAID"};
const Words kPhrases{"THANK YOU",   "PLEASE COME AGAIN",
                     "TAX INVOICE", "CASH BILL",
                     "RECEIPT",     "GOODS SOLD ARE NOT",
                     "RETURNABLE",  "*** COPY ***",
                     "DESCRIPTION", "UNIT PRICE",
                     "QTY",         "CASHIER",
                     "TABLE",       "MEMBER CARD",
                     "OPEN DAILY",  "CUSTOMER",
                     "GST SUMMARY", "CODE",
                     "AMOUNT(RM)",  "SALESPERSON",
                     "COUNTER",     "(GST INCLUDED)",
                     "-- END --",   "NO REFUND",
                     "APPROVED",    "INVOICE",
                     "DATE",        "TIME"};
constexpr std::array<const char*, 12> kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                              "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

std::string pick(Random& random, const Words& words) {
    return std::string(words[random.below(words.size())]);
}

template <class... Values>
std::string format(const char* pattern, Values... values) {
    char text[80];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
}

int draw(Random& random, int low, int high) {
    return static_cast<int>(random.between(low, high));
}

std::string digits(Random& random, int count) {
    std::string text;
    for (int i = 0; i < count; ++i)
        text += static_cast<char>('0' + random.below(10));
    return text;
}

std::string price(Random& random) {
    const std::string amount = format("%d.%02d", draw(random, 0, random.below(4) == 0 ? 999 : 60),
                                      random.below(2) == 0 ? draw(random, 0, 19) * 5 : draw(random, 0, 99));
    switch (random.below(9)) {
        case 0:
            return "RM " + amount;
        case 1:
            return "RM" + amount;
        case 2:
            return "$" + amount;
        case 3:
            return "-" + amount;
        case 4:
            return amount + " SR";
        case 5:
            return format("%d,", draw(random, 1, 9)) + digits(random, 3) + "." + digits(random, 2);
        default:
            return amount;
    }
}

std::string date(Random& random) {
    const int day = draw(random, 1, 31), month = draw(random, 1, 12), year = draw(random, 2009, 2026);
    switch (random.below(6)) {
        case 0:
            return format("%02d/%02d/%d", day, month, year);
        case 1:
            return format("%02d-%02d-%d", day, month, year);
        case 2:
            return format("%d/%d/%02d", day, month, year % 100);
        case 3:
            return format("%02d %s %d", day, kMonths[std::size_t(month - 1)], year);
        case 4:
            return format("%02d.%02d.%d", day, month, year);
        default:
            return format("%d-%02d-%02d", year, month, day);
    }
}

std::string clock(Random& random) {
    switch (random.below(3)) {
        case 0:
            return format("%02d:%02d:%02d", draw(random, 0, 23), draw(random, 0, 59), draw(random, 0, 59));
        case 1:
            return format("%d:%02d %s", draw(random, 1, 12), draw(random, 0, 59), random.below(2) ? "PM" : "AM");
        default:
            return format("%02d:%02d", draw(random, 0, 23), draw(random, 0, 59));
    }
}

std::string phone(Random& random) {
    const std::string number = random.below(2) ? digits(random, 3) + "-" + digits(random, 4) + " " + digits(random, 4)
                                               : "0" + digits(random, 1) + "-" + digits(random, 8);
    switch (random.below(5)) {
        case 0:
            return "TEL: " + number;
        case 1:
            return "TEL:(0" + digits(random, 1) + ")" + digits(random, 7);
        case 2:
            return "FAX: " + number;
        case 3:
            return "+60" + number.substr(1);
        default:
            return number;
    }
}

std::string address(Random& random) {
    switch (random.below(4)) {
        case 0:
            return format("NO. %d, ", draw(random, 1, 199)) + pick(random, kPlaces) +
                   format(" %d/%d,", draw(random, 1, 39), draw(random, 1, 9));
        case 1:
            return digits(random, 5) + " " + pick(random, kPlaces) + ",";
        case 2:
            return format("LOT %d-%d, ", draw(random, 1, 99), draw(random, 1, 30)) + pick(random, kPlaces);
        default:
            return pick(random, kPlaces) + ", " + pick(random, kPlaces) + ".";
    }
}

std::string documentNumber(Random& random) {
    static const Words labels{
        "INVOICE NO:", "DOC NO.:", "RECEIPT #:", "BILL NO :", "GST ID:", "GST REG NO:", "REF:", "SLIP NO.:", "TRN:"};
    const auto letter = [&] { return static_cast<char>('A' + random.below(26)); };
    switch (random.below(5)) {
        case 0:
            return "(" + digits(random, 6) + "-" + letter() + ")";
        case 1:
            return pick(random, labels) + " " + letter() + letter() + "-" + digits(random, draw(random, 4, 8));
        case 2:
            return pick(random, labels) + digits(random, draw(random, 5, 12));
        case 3:
            return "#" + digits(random, draw(random, 2, 6));
        default:
            return digits(random, draw(random, 5, 13));
    }
}

std::string item(Random& random) {
    std::string text = pick(random, kItems);
    for (int more = draw(random, 0, 2); more > 0; --more)
        text += " " + pick(random, kItems);
    switch (random.below(8)) {
        case 0:
            return text + format(" %d%s", draw(random, 1, 50) * 10, random.below(2) ? "ML" : "G");
        case 1:
            return format("%d X ", draw(random, 1, 12)) + text;
        case 2:
            return text + format(" @ %d.%02d", draw(random, 0, 30), draw(random, 0, 19) * 5);
        case 3:
            return format("%d.", draw(random, 1, 20)) + text;
        case 4:
            return text + " " + price(random);
        case 5:
            return text + format(" (%d'S)", draw(random, 2, 24));
        default:
            return text;
    }
}

std::string unguessable(Random& random) {
    std::string text;
    const int length = draw(random, 3, 12);
    // Spaces are rare here: ends and pairs would be trimmed away.
    for (int i = 0; i < length; ++i)
        text += kLineAlphabet[1 + random.below(kLineAlphabet.size() - 1)];
    return text;
}

std::string letters(Random& random) {
    std::string text;
    const int length = draw(random, 2, 9);
    for (int i = 0; i < length; ++i)
        text += static_cast<char>('A' + random.below(26));
    return text;
}

std::string piece(Random& random) {
    switch (random.below(16)) {
        case 0:
        case 1:
            return price(random);
        case 2:
            return date(random);
        case 3:
            return random.below(2) ? clock(random) : date(random) + " " + clock(random);
        case 4:
            return phone(random);
        case 5:
        case 6:
            return address(random);
        case 7:
            return documentNumber(random);
        case 8:
        case 9:
        case 10:
            return item(random);
        case 11:
            return pick(random, kTotals) + (random.below(2) ? ": " : " ") + price(random);
        case 12:
            return pick(random, kPhrases);
        case 13:
            return pick(random, kNames) + " " + pick(random, kNames) + " " + pick(random, kBusiness);
        case 14:
            return unguessable(random);
        default:
            return random.below(2) ? letters(random) : letters(random) + " " + digits(random, draw(random, 1, 5));
    }
}

std::string tidied(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

}  // namespace

std::string receiptText(Random& random, int low, int high) {
    const auto target = static_cast<std::size_t>(random.between(low, high));
    for (int attempt = 0; attempt < 30; ++attempt) {
        std::string text = piece(random);
        while (text.size() < target)
            text += " " + piece(random);
        // A cut starts at a word where there is one, so that short lines are not all middles of words.
        if (text.size() > target && random.below(2) == 0) {
            std::vector<std::size_t> starts{0};
            for (std::size_t i = 1; i + target <= text.size(); ++i)
                if (text[i - 1] == ' ') starts.push_back(i);
            text = text.substr(starts[random.below(starts.size())]);
        }
        text = tidied(text.substr(0, target));
        if (text.size() >= static_cast<std::size_t>(low)) return text;
    }
    std::string text;
    while (text.size() < target)
        text += kLineAlphabet[1 + random.below(kLineAlphabet.size() - 1)];
    return text;
}

}  // namespace atelier::data
