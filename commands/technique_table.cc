// SPDX-License-Identifier: Apache-2.0
#include "commands/technique_table.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace farcall {
namespace {

constexpr Tactic kInitialAccess{"TA0001", "Initial Access"};
constexpr Tactic kExecution{"TA0002", "Execution"};
constexpr Tactic kPersistence{"TA0003", "Persistence"};
constexpr Tactic kPrivilegeEscalation{"TA0004", "Privilege Escalation"};
constexpr Tactic kDefenseEvasion{"TA0005", "Defense Evasion"};
constexpr Tactic kCredentialAccess{"TA0006", "Credential Access"};
constexpr Tactic kDiscovery{"TA0007", "Discovery"};
constexpr Tactic kLateralMovement{"TA0008", "Lateral Movement"};
constexpr Tactic kCollection{"TA0009", "Collection"};
constexpr Tactic kExfiltration{"TA0010", "Exfiltration"};
constexpr Tactic kImpact{"TA0040", "Impact"};

constexpr Tactic kForExecution[] = {kExecution};
constexpr Tactic kForPersistence[] = {kPersistence};
constexpr Tactic kForEvasion[] = {kDefenseEvasion};
constexpr Tactic kForCredentials[] = {kCredentialAccess};
constexpr Tactic kForDiscovery[] = {kDiscovery};
constexpr Tactic kForMovement[] = {kLateralMovement};
constexpr Tactic kForCollection[] = {kCollection};
constexpr Tactic kForExfiltration[] = {kExfiltration};
constexpr Tactic kForImpact[] = {kImpact};
constexpr Tactic kOfAccounts[] = {kPersistence, kPrivilegeEscalation};
constexpr Tactic kOfElevation[] = {kPrivilegeEscalation, kDefenseEvasion};
constexpr Tactic kOfSniffing[] = {kCredentialAccess, kDiscovery};
constexpr Tactic kOfTokens[] = {kDefenseEvasion, kLateralMovement};
constexpr Tactic kOfSignIn[] = {kCredentialAccess, kDefenseEvasion,
                                kPersistence};
constexpr Tactic kOfValidAccounts[] = {kInitialAccess, kPersistence,
                                       kPrivilegeEscalation, kDefenseEvasion};

struct TechniqueRow {
  std::string_view id;
  std::string_view name;
  std::span<const Tactic> tactics{};  // of a sub-technique: its technique's
};

// By id. A sub-technique stands behind its technique.
constexpr TechniqueRow kRows[] = {
    {"T1021", "Remote Services", kForMovement},
    {"T1021.008", "Direct Cloud VM Connections"},
    {"T1040", "Network Sniffing", kOfSniffing},
    {"T1059", "Command and Scripting Interpreter", kForExecution},
    {"T1059.009", "Cloud API"},
    {"T1069", "Permission Groups Discovery", kForDiscovery},
    {"T1069.003", "Cloud Groups"},
    {"T1078", "Valid Accounts", kOfValidAccounts},
    {"T1078.004", "Cloud Accounts"},
    {"T1087", "Account Discovery", kForDiscovery},
    {"T1087.004", "Cloud Account"},
    {"T1098", "Account Manipulation", kOfAccounts},
    {"T1098.001", "Additional Cloud Credentials"},
    {"T1098.003", "Additional Cloud Roles"},
    {"T1098.004", "SSH Authorized Keys"},
    {"T1136", "Create Account", kForPersistence},
    {"T1136.003", "Cloud Account"},
    {"T1201", "Password Policy Discovery", kForDiscovery},
    {"T1213", "Data from Information Repositories", kForCollection},
    {"T1213.003", "Code Repositories"},
    {"T1213.006", "Databases"},
    {"T1484", "Domain or Tenant Policy Modification", kOfElevation},
    {"T1484.002", "Trust Modification"},
    {"T1485", "Data Destruction", kForImpact},
    {"T1485.001", "Lifecycle-Triggered Deletion"},
    {"T1486", "Data Encrypted for Impact", kForImpact},
    {"T1489", "Service Stop", kForImpact},
    {"T1490", "Inhibit System Recovery", kForImpact},
    {"T1496", "Resource Hijacking", kForImpact},
    {"T1496.001", "Compute Hijacking"},
    {"T1496.003", "SMS Pumping"},
    {"T1496.004", "Cloud Service Hijacking"},
    {"T1518", "Software Discovery", kForDiscovery},
    {"T1518.001", "Security Software Discovery"},
    {"T1525", "Implant Internal Image", kForPersistence},
    {"T1526", "Cloud Service Discovery", kForDiscovery},
    {"T1528", "Steal Application Access Token", kForCredentials},
    {"T1530", "Data from Cloud Storage", kForCollection},
    {"T1531", "Account Access Removal", kForImpact},
    {"T1535", "Unused/Unsupported Cloud Regions", kForEvasion},
    {"T1537", "Transfer Data to Cloud Account", kForExfiltration},
    {"T1546", "Event Triggered Execution", kOfAccounts},
    {"T1548", "Abuse Elevation Control Mechanism", kOfElevation},
    {"T1548.005", "Temporary Elevated Cloud Access"},
    {"T1550", "Use Alternate Authentication Material", kOfTokens},
    {"T1550.001", "Application Access Token"},
    {"T1552", "Unsecured Credentials", kForCredentials},
    {"T1552.001", "Credentials In Files"},
    {"T1552.004", "Private Keys"},
    {"T1552.005", "Cloud Instance Metadata API"},
    {"T1555", "Credentials from Password Stores", kForCredentials},
    {"T1555.006", "Cloud Secrets Management Stores"},
    {"T1556", "Modify Authentication Process", kOfSignIn},
    {"T1556.006", "Multi-Factor Authentication"},
    {"T1562", "Impair Defenses", kForEvasion},
    {"T1562.001", "Disable or Modify Tools"},
    {"T1562.007", "Disable or Modify Cloud Firewall"},
    {"T1562.008", "Disable or Modify Cloud Logs"},
    {"T1578", "Modify Cloud Compute Infrastructure", kForEvasion},
    {"T1578.001", "Create Snapshot"},
    {"T1578.002", "Create Cloud Instance"},
    {"T1578.003", "Delete Cloud Instance"},
    {"T1578.005", "Modify Cloud Compute Configurations"},
    {"T1580", "Cloud Infrastructure Discovery", kForDiscovery},
    {"T1619", "Cloud Storage Object Discovery", kForDiscovery},
    {"T1648", "Serverless Execution", kForExecution},
    {"T1651", "Cloud Administration Command", kForExecution},
    {"T1654", "Log Enumeration", kForDiscovery},
    {"T1666", "Modify Cloud Resource Hierarchy", kForEvasion},
};
static_assert(std::ranges::is_sorted(kRows, {}, &TechniqueRow::id));

const TechniqueRow* RowOf(std::string_view id) {
  const auto* row = std::ranges::lower_bound(kRows, id, {}, &TechniqueRow::id);
  return row != std::end(kRows) && row->id == id ? row : nullptr;
}

}  // namespace

TechniqueFacts FactsOfTechnique(std::string_view id) {
  const size_t dot = id.find('.');
  TechniqueFacts facts{.id = id.substr(0, dot)};
  if (const TechniqueRow* row = RowOf(facts.id)) {
    facts.name = row->name;
    facts.tactics = row->tactics;
  }
  if (dot == std::string_view::npos) return facts;
  facts.sub_id = id;
  if (const TechniqueRow* row = RowOf(id)) facts.sub_name = row->name;
  return facts;
}

}  // namespace farcall
