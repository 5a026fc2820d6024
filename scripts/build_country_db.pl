#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Turns the country ranges of Debian's tor-geoipdb into an .mmdb file in
# MaxMind's layout (country.iso_code). The same ranges give the same bytes.
# Needs libmaxmind-db-writer-perl.

use strict;
use warnings;
use autodie qw( open close );

use FindBin qw( $RealBin );
use Getopt::Long qw( GetOptions );
use Time::Local qw( timegm );

use lib $RealBin;
use MmdbOutput qw( day failure new_tree progress usage_error write_whole );

my $DESCRIPTION
    = 'Countries by IP address, from the IPFire Location database'
    . ' (https://location.ipfire.org/) by way of tor-geoipdb. Copyright the'
    . ' IPFire Project; licence CC BY-SA 4.0'
    . ' (https://creativecommons.org/licenses/by-sa/4.0/). Converted to'
    . ' .mmdb; ranges without a country are left out.';

my %TYPES = ( country => 'map', iso_code => 'utf8_string' );

# In the source, but no countries.
my %NOT_A_COUNTRY = map { $_ => 1 } qw( ?? EU AP );

my $USAGE = <<'USAGE';
Usage: build_country_db.pl --output FILE [--geoip FILE] [--geoip6 FILE]

Turns the country ranges of Debian's tor-geoipdb into an .mmdb file.

  --geoip FILE    IPv4 ranges (default: /usr/share/tor/geoip)
  --geoip6 FILE   IPv6 ranges (default: /usr/share/tor/geoip6)
  --output FILE   the database to write; it appears whole or not at all
  --help          this text

Exit status: 0 done, 1 a file can't be read, parsed or written, 2 wrong usage.
USAGE

exit main();

sub main {
    my %option = (
        geoip  => '/usr/share/tor/geoip',
        geoip6 => '/usr/share/tor/geoip6',
    );
    GetOptions( \%option, 'geoip=s', 'geoip6=s', 'output=s', 'help' )
        or return usage_error($USAGE);
    if ( $option{help} ) {
        print $USAGE;
        return 0;
    }
    return usage_error( $USAGE, '--output is missing' )
        if !length( $option{output} // q{} );
    return usage_error( $USAGE, "unexpected argument: $ARGV[0]" ) if @ARGV;

    return eval { convert( \%option ); 1 } ? 0 : failure($@);
}

sub convert {
    my ($option) = @_;
    my $tree = new_tree( 'IPFire-Country', $DESCRIPTION, \%TYPES );
    my $ipv4 = insert_file( $tree, $option->{geoip}, \&ipv4_range );
    my $ipv6 = insert_file( $tree, $option->{geoip6}, \&ipv6_range );

    # Not the time of this run: what matters is how old the ranges are.
    my ($newest) = sort { $b <=> $a } $ipv4->{epoch}, $ipv6->{epoch};
    $tree->_set_build_epoch($newest);
    write_whole( $tree, $option->{output} );
    printf STDERR "%s: %d IPv4 and %d IPv6 ranges, data of %s\n",
        $option->{output}, $ipv4->{ranges}, $ipv6->{ranges}, day($newest);
    return;
}

# Inserts the ranges of a file; says how many, and of when they are.
sub insert_file {
    my ( $tree, $path, $parse ) = @_;
    my $epoch    = ( stat $path )[9];
    my $ranges   = 0;
    my $progress = progress($path);
    open my $file, '<', $path;
    while ( my $line = <$file> ) {
        $progress->($file) if $. % 5000 == 0;
        if ( $line =~ /^#/ ) {
            $epoch = generated($line) // $epoch;
            next;
        }
        chomp $line;
        my ( $first, $last, $country ) = $parse->($line)
            or die "$path, line $.: want first,last,country, got '$line'\n";
        next if $NOT_A_COUNTRY{$country};
        $tree->insert_range( $first, $last,
            { country => { iso_code => $country } } );
        ++$ranges;
    }
    $progress->();
    close $file;
    die "$path: no ranges in it\n" if !$ranges;
    return { ranges => $ranges, epoch => $epoch };
}

sub ipv4_range {
    my ($line) = @_;
    my ( $first, $last, $country )
        = $line =~ /^([0-9]{1,10}),([0-9]{1,10}),([A-Z]{2}|\?\?)$/
        or return;
    return if $first > $last || $last > 0xffff_ffff;
    return ( dotted($first), dotted($last), $country );
}

sub dotted { return join q{.}, unpack 'C4', pack 'N', $_[0] }

sub ipv6_range {
    my ($line) = @_;
    return $line =~ /^([0-9a-f:]+:[0-9a-f:]*),([0-9a-f:]+:[0-9a-f:]*),([A-Z]{2}|\?\?)$/;
}

# The time in the exporter's header "# Generated: Thu, 25 Jun 2026 04:33:59 GMT".
sub generated {
    my ($line) = @_;
    my %month;
    @month{qw( Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec )} = 0 .. 11;
    my ( $day, $name, $year, @clock ) = $line
        =~ /^# Generated: \w+, (\d\d?) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT/
        or return;
    return if !exists $month{$name};
    return timegm( reverse(@clock), $day, $month{$name}, $year );
}
