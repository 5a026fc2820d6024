#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Usage: make_fixtures.pl DIRECTORY. Writes one small .mmdb file for each layout
# that tests need. The networks are real ones or not, the places are made up.

use strict;
use warnings;
use autodie qw( open close );

# The same bytes in each run: see scripts/build_country_db.pl.
BEGIN {
    if ( ( $ENV{PERL_HASH_SEED} // q{} ) ne '0' ) {
        $ENV{PERL_HASH_SEED} = '0';
        exec { $^X } $^X, $0, @ARGV or die "can't start $^X: $!\n";
    }
}

use MaxMind::DB::Writer::Tree;

my $BUILD_EPOCH = 1_750_000_000;    # 2025-06-15

my %TYPES = (
    accuracy_radius                => 'uint16',
    as_domain                      => 'utf8_string',
    as_name                        => 'utf8_string',
    as_type                        => 'utf8_string',
    asn                            => 'utf8_string',
    autonomous_system_number       => 'uint32',
    autonomous_system_organization => 'utf8_string',
    city                           => 'map',
    country                        => 'map',
    country_code                   => 'utf8_string',
    country_name                   => 'utf8_string',
    domain                         => 'utf8_string',
    en                             => 'utf8_string',
    iso_code                       => 'utf8_string',
    isp                            => 'utf8_string',
    latitude                       => 'double',
    location                       => 'map',
    longitude                      => 'double',
    name                           => 'utf8_string',
    names                          => 'map',
    organization                   => 'utf8_string',
    registered_country             => 'map',
    route                          => 'utf8_string',
    type                           => 'utf8_string',
);
my %FLAT_TYPES = (
    %TYPES,
    city      => 'utf8_string',
    country   => 'utf8_string',
    lat       => 'utf8_string',
    latitude  => 'float',
    lng       => 'utf8_string',
    loc       => 'utf8_string',
    longitude => 'float',
);

my %COUNTRIES = (
    '81.2.69.0/24'   => 'GB',
    '91.0.0.0/10'    => 'DE',
    '177.0.0.0/8'    => 'BR',
    '2a02:8100::/24' => 'DE',
    '1.0.16.0/20'    => 'JP',
    '5.135.0.0/16'   => 'FR',
    '8.8.8.0/24'     => 'US',
    '41.0.0.0/11'    => 'ZA',
);

sub nested { return { country => { iso_code => $_[0] } } }

sub each_country {
    my ($record) = @_;
    return map { $_ => $record->( $COUNTRIES{$_} ) } keys %COUNTRIES;
}

my %FIXTURES = (
    country => {
        database_type => 'Fixture-Country',
        networks      => {
            each_country( \&nested ),
            '2.56.0.0/24' => { registered_country => { iso_code => 'NL' } },
            '2.57.0.0/24' => nested('EU'),
        },
    },
    flat_code => {
        database_type => 'Fixture-Flat-Code',
        types         => \%FLAT_TYPES,
        networks      => {
            each_country(
                sub { return { country_code => $_[0], country => 'A Country' } }
            ),
        },
    },
    flat_country => {
        database_type => 'Fixture-Flat-Country',
        types         => \%FLAT_TYPES,
        networks      => {
            each_country(
                sub { return { country => $_[0], country_name => 'Name' } }
            ),
        },
    },
    city => {
        database_type => 'Fixture-City',
        networks      => {
            '81.2.69.0/24' => {
                city     => { names => { en => 'London' } },
                location => {
                    latitude        => 51.5,
                    longitude       => -0.125,
                    accuracy_radius => 20,
                },
                %{ nested('GB') },
            },
            '91.0.0.0/10' => nested('DE'),
        },
    },
    flat_city => {
        database_type => 'Fixture-Flat-City',
        types         => \%FLAT_TYPES,
        networks      => {
            '81.2.69.0/24' => {
                country_code => 'GB',
                city         => 'London',
                latitude     => 51.5,
                longitude    => -0.125,
            },
            '91.0.0.0/10' =>
                { country_code => 'DE', latitude => 91, longitude => 13.5 },
            '8.8.8.0/24' =>
                { country_code => 'US', latitude => 0, longitude => 0 },
        },
    },
    ipinfo_city => {
        database_type => 'Fixture-IPinfo-City',
        types         => \%FLAT_TYPES,
        networks      => {
            '81.2.69.0/24' => {
                country => 'GB',
                city    => 'London',
                lat     => '51.5',
                lng     => '-0.125',
            },
            '91.0.0.0/10' =>
                { country => 'DE', lat => '52,5', lng => '13.5' },
            '8.8.8.0/24' => { country => 'US', lat => 'nan', lng => 'inf' },
        },
    },
    ipinfo_pair => {
        database_type => 'Fixture-IPinfo-Pair',
        types         => \%FLAT_TYPES,
        networks      => {
            '81.2.69.0/24' =>
                { country => 'GB', city => 'London', loc => '51.5,-0.125' },
            '91.0.0.0/10' => { country => 'DE', loc => '52.5' },
            '8.8.8.0/24'  => { country => 'US', loc => '52.5,13.5,' },
        },
    },
    cities_ipv4 => {
        database_type => 'Fixture-Cities-IPv4',
        types         => \%FLAT_TYPES,
        ip_version    => 4,
        networks      => {
            '91.0.0.0/16' => {
                country_code => 'DE',
                city         => 'Berlin',
                latitude     => 52.5,
                longitude    => 13.5,
            },
            '91.1.0.0/16' => { country_code => 'DE', city => q{} },
            '81.2.69.0/24' => {
                country_code => 'PT',
                city         => 'Lisbon',
                latitude     => 38.75,
                longitude    => -9.125,
            },
            '9.9.9.0/24' => {
                country_code => 'CH',
                city         => 'Zurich',
                latitude     => 47.375,
                longitude    => 8.5,
            },
            '10.0.0.0/8' => { country_code => 'CH', city => 'Zurich' },
        },
    },
    cities_ipv6 => {
        database_type => 'Fixture-Cities-IPv6',
        types         => \%FLAT_TYPES,
        build_epoch   => $BUILD_EPOCH - 86_400,
        networks      => {
            '2a02:8100::/24' => {
                country_code => 'DE',
                city         => 'Hamburg',
                latitude     => 53.5,
                longitude    => 10,
            },
        },
    },
    asn => {
        database_type => 'Fixture-ASN',
        networks      => {
            '8.8.8.0/24' => {
                autonomous_system_number       => 15_169,
                autonomous_system_organization => 'Google LLC',
            },
            '91.0.0.0/10' => {
                autonomous_system_number       => 3320,
                autonomous_system_organization => 'Deutsche Telekom AG',
            },
            '2a02:8100::/24' => { autonomous_system_number => 3209 },
            '3.0.0.0/9'      => {
                autonomous_system_number       => 16_509,
                autonomous_system_organization => 'Amazon.com, Inc.',
            },
            '3.208.0.0/12' => {
                autonomous_system_number       => 14_618,
                autonomous_system_organization => 'Amazon.com, Inc.',
            },
        },
    },
    isp => {
        database_type => 'Fixture-ISP',
        networks      => {
            '8.8.8.0/24' => {
                autonomous_system_number       => 15_169,
                autonomous_system_organization => 'Google LLC',
                isp                            => 'Google Servers',
                organization                   => 'Google',
            },
            '91.0.0.0/10' => {
                autonomous_system_number => 3320,
                isp                      => 'Deutsche Telekom AG',
                organization             => 'A customer',
            },
            '2a02:8100::/24' => {
                autonomous_system_number => 3209,
                organization             => 'A customer',
            },
            '41.0.0.0/11' => { isp => 'Nobody', organization => 'Nobody' },
        },
    },
    ipinfo_asn => {
        database_type => 'Fixture-IPinfo-ASN',
        types         => \%FLAT_TYPES,
        networks      => {
            '8.8.8.0/24' => {
                asn    => 'AS15169',
                domain => 'google.com',
                name   => 'Google LLC',
                route  => '8.8.8.0/24',
                type   => 'hosting',
            },
            '91.0.0.0/10' => {
                asn    => 'AS3320',
                domain => 'telekom.de',
                name   => 'Deutsche Telekom AG',
                route  => '91.0.0.0/10',
                type   => 'isp',
            },
            '2a02:8100::/24' =>
                { asn => 'AS3209', domain => 'vodafone.de', name => q{} },
            '5.135.0.0/16' => {
                asn    => 'AS64496',
                domain => 'a-host.example',
                name   => 'A Host',
                type   => 'hosting',
            },
            '41.0.0.0/11' => { asn => q{}, domain => q{}, name => q{} },
        },
    },
    ipinfo_lite => {
        database_type => 'Fixture-IPinfo-Lite',
        types         => \%FLAT_TYPES,
        networks      => {
            '8.8.8.0/24' => {
                asn          => 'AS15169',
                as_domain    => 'google.com',
                as_name      => 'Google LLC',
                country      => 'United States',
                country_code => 'US',
            },
            '91.0.0.0/10' => {
                asn          => 'AS3320',
                as_domain    => 'telekom.de',
                as_name      => 'Deutsche Telekom AG',
                country      => 'Germany',
                country_code => 'DE',
            },
            '2a02:8100::/24' => {
                asn          => 'AS3209',
                as_domain    => 'vodafone.de',
                country      => 'Germany',
                country_code => 'DE',
            },
        },
    },
    asn_ipv4 => {
        database_type => 'Fixture-ASN-IPv4',
        ip_version    => 4,
        networks => { '8.8.8.0/24' => { autonomous_system_number => 15_169 } },
    },
    ipv4 => {
        database_type => 'Fixture-IPv4',
        ip_version    => 4,
        networks      => {
            '8.8.8.0/24'  => nested('US'),
            '91.0.0.0/10' => nested('DE'),
        },
    },
);

die "usage: make_fixtures.pl DIRECTORY\n" if @ARGV != 1;
my ($directory) = @ARGV;
for my $name ( sort keys %FIXTURES ) {
    write_fixture( "$directory/$name.mmdb", $FIXTURES{$name} );
}

sub write_fixture {
    my ( $path, $fixture ) = @_;
    my $types = $fixture->{types} // \%TYPES;
    my $tree  = MaxMind::DB::Writer::Tree->new(
        ip_version            => $fixture->{ip_version} // 6,
        record_size           => 24,
        database_type         => $fixture->{database_type},
        languages             => ['en'],
        description           => { en => 'For tests' },
        map_key_type_callback => sub { $types->{ $_[0] } },
    );
    my $networks = $fixture->{networks};
    $tree->insert_network( $_, $networks->{$_} ) for sort keys %{$networks};
    $tree->_set_build_epoch( $fixture->{build_epoch} // $BUILD_EPOCH );
    open my $file, '>:raw', $path;
    $tree->write_tree($file);
    close $file;
    return;
}
