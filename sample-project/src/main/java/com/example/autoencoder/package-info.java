/** A small image autoencoder from its training to the checkpoint that the gate judges. */
package com.example.autoencoder;
