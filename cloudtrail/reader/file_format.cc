// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/file_format.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "cloudtrail/layout/cloudtrail_record.h"

namespace farcall {
namespace {

using namespace std::string_view_literals;

// Of the names in a header of CSV, these many are CloudTrail's at least.
constexpr int kKnownColumnsMin = 2;

constexpr std::pair<std::string_view, std::string_view> kMagics[] = {
    {"PAR1"sv, "Parquet"},
    {"PK\x03\x04"sv, "a zip archive"},
    {"PK\x05\x06"sv, "an empty zip archive"},
    {"\x28\xB5\x2F\xFD"sv, "Zstandard"},
    {"BZh"sv, "bzip2"},
    {"\xFD\x37zXZ\0"sv, "xz"},
    {"\x04\x22\x4D\x18"sv, "LZ4"},
    {"\xFF\x06\0\0sNaPpY"sv, "Snappy"},
    {"Obj\x01"sv, "Avro"},
    {"ORC"sv, "ORC"},
    {"SQLite format 3\0"sv, "SQLite"},
    {"7z\xBC\xAF\x27\x1C"sv, "7-Zip"},
    {"Rar!"sv, "RAR"},
    {"%PDF"sv, "PDF"},
    {"\x7F\x45LF"sv, "a program"},
    {"\xD0\xCF\x11\xE0"sv, "a document of Microsoft Office"},
    {"ARROW1"sv, "Arrow"},
};

std::string_view WithoutQuotes(std::string_view cell) {
  while (!cell.empty() && (cell.front() == '"' || cell.front() == ' ')) {
    cell.remove_prefix(1);
  }
  while (!cell.empty() &&
         (cell.back() == '"' || cell.back() == ' ' || cell.back() == '\r')) {
    cell.remove_suffix(1);
  }
  return cell;
}

bool IsKnownColumn(std::string_view cell) {
  // `TimeGenerated [UTC]` of Microsoft Sentinel.
  cell = WithoutQuotes(cell.substr(0, cell.find(" [")));
  return !cell.empty() && kRecordKeys.Find(cell) != kRecordKeys.kNotFound;
}

// Whether the first line is a header, of whatever names, and the second has as
// many cells or more, or text in quotes.
bool IsTable(std::string_view head, char separator) {
  const size_t end = head.find('\n');
  if (end == head.npos) return false;
  const std::string_view header = head.substr(0, end);
  const std::string_view second =
      head.substr(end + 1, head.find('\n', end + 1) - end - 1);
  const auto columns = std::ranges::count(header, separator);
  const bool names = std::ranges::all_of(header, [separator](char c) {
    return c == separator || c == '_' || c == '.' || c == '"' || c == '\r' ||
           c == '@' || c == ' ' || std::isalnum(static_cast<unsigned char>(c));
  });
  return columns > 0 && names &&
         std::ranges::count(second, separator) >= columns;
}

// Whether the first line is a header with names of CloudTrail's.
bool IsCsv(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\n'));
  for (const char separator : {',', ';', '\t', '|'}) {
    int known = 0;
    for (std::string_view rest = line; !rest.empty();) {
      const size_t end = std::min(rest.find(separator), rest.size());
      known += IsKnownColumn(rest.substr(0, end)) ? 1 : 0;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (known >= kKnownColumnsMin || IsTable(head, separator)) return true;
  }
  return false;
}

}  // namespace

std::string_view ForeignFormatOf(std::string_view head) {
  for (const auto& [magic, format] : kMagics) {
    if (head.starts_with(magic)) return format;
  }
  if (BeginsJson(head)) return {};
  // Excel's word for the separator stands on a line of its own.
  if (head.starts_with("sep=")) head = head.substr(head.find('\n') + 1);
  // JSON in a cell has its quotes doubled.
  if (IsCsv(head) || head.find("\"{\"\"") != head.npos) return "CSV";
  if (head.find('\0') != head.npos) return "binary data";
  return {};
}

}  // namespace farcall
